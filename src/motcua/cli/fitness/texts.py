"""What each finding says, and what to do about it: words for the person who runs the system."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "debug": (
        _("Chế độ gỡ lỗi đang bật: trang lỗi sẽ cho người ngoài xem mã nguồn và cấu hình."),
        _("Bỏ MOTCUA_DEBUG."),
    ),
    "settings_module": (
        _("Đang dùng bộ cấu hình dành cho máy của người phát triển."),
        _("Đặt DJANGO_SETTINGS_MODULE=motcua.settings.prod."),
    ),
    "secret_key": (
        _("Khóa bí mật MOTCUA_SECRET_KEY quá yếu (%(length)d ký tự)."),
        _("Dùng ít nhất %(least)d ký tự ngẫu nhiên, ví dụ: openssl rand -base64 48."),
    ),
    "file_key": (
        _("Khóa tệp MOTCUA_FILE_KEY không dùng được: %(reason)s."),
        _("Tạo khóa mới dạng tên:base64 từ 32 byte ngẫu nhiên, ví dụ 2026a:$(openssl rand -base64 32)."),
    ),
    "allowed_hosts": (
        _("MOTCUA_ALLOWED_HOSTS không nêu đúng tên miền (%(hosts)s)."),
        _("Ghi đúng tên miền mà người dân dùng, không dùng dấu *."),
    ),
    "base_url": (
        _("MOTCUA_BASE_URL (%(url)s) không phải địa chỉ https của hệ thống: liên kết trong thư và mã QR sẽ sai."),
        _("Đặt MOTCUA_BASE_URL=https://tên-miền, tên miền có trong MOTCUA_ALLOWED_HOSTS."),
    ),
    "cookies": (
        _("Cookie có thể đi qua kết nối không mã hóa."),
        _("Dùng motcua.settings.prod và để nguyên SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE."),
    ),
    "cookies_script": (
        _("Kịch bản trong trang đọc được cookie của phiên."),
        _("Để nguyên SESSION_COOKIE_HTTPONLY."),
    ),
    "hsts": (
        _("Trình duyệt chưa bị buộc dùng https đủ lâu (%(seconds)d giây)."),
        _("Đặt SECURE_HSTS_SECONDS ít nhất 30 ngày."),
    ),
    "ssl_redirect": (
        _("Yêu cầu không mã hóa không được chuyển sang https."),
        _("Bỏ MOTCUA_SSL_REDIRECT=0, hoặc để nginx chuyển hướng như deploy/nginx/motcua.conf."),
    ),
    "proxies": (
        _("MOTCUA_TRUSTED_PROXIES sai hoặc quá rộng (%(networks)s): người ngoài có thể mạo địa chỉ."),
        _("Chỉ ghi địa chỉ của máy chủ trung gian, ví dụ 127.0.0.1 ::1."),
    ),
    "proxies_none": (
        _("Không máy chủ trung gian nào được tin: mọi người dân sẽ có chung một địa chỉ, và https không được nhận ra."),
        _("Đặt MOTCUA_TRUSTED_PROXIES là địa chỉ của nginx."),
    ),
    "time_zone": (
        _("Múi giờ là %(zone)s: hạn trả kết quả sẽ sai."),
        _("Để nguyên TIME_ZONE=Asia/Ho_Chi_Minh và USE_TZ."),
    ),
    "metrics_token": (
        _("MOTCUA_METRICS_TOKEN quá ngắn."),
        _("Dùng ít nhất %(least)d ký tự ngẫu nhiên, hoặc bỏ đi nếu chỉ đo từ chính máy này."),
    ),
    "province": (
        _("Tên tỉnh vẫn là của bản dùng thử."),
        _("Đặt MOTCUA_PROVINCE_NAME và MOTCUA_SYSTEM_NAME."),
    ),
    "sender": (
        _("Địa chỉ gửi thư vẫn là địa chỉ mẫu."),
        _("Đặt MOTCUA_EMAIL_FROM."),
    ),
    "mail_backend": (
        _("Thư không được gửi đi mà chỉ in ra."),
        _("Đặt MOTCUA_EMAIL_HOST và dùng motcua.settings.prod."),
    ),
    "mail_tls": (
        _("Thư tới máy chủ thư không được mã hóa."),
        _("Đặt MOTCUA_EMAIL_SECURITY=starttls hoặc tls."),
    ),
    "scanner": (
        _("Không có bộ quét vi-rút: tệp được giao mà chưa ai xem."),
        _("Cài clamav-daemon và đặt MOTCUA_CLAMD."),
    ),
    "fsync_files": (
        _("Tệp có thể mất khi mất điện."),
        _("Để nguyên FILES_FSYNC."),
    ),
    "role_mighty": (
        _("Vai trò cơ sở dữ liệu %(role)s có quá nhiều quyền."),
        _("ALTER ROLE %(role)s NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION."),
    ),
    "role_owns": (
        _("Vai trò %(role)s sở hữu các bảng, nên sửa được nhật ký."),
        _("Chạy motcua migrate bằng motcua_owner; DATABASE_URL phải là của vai trò khác."),
    ),
    "role_creates": (
        _("Vai trò %(role)s được tạo bảng mới."),
        _("REVOKE CREATE ON SCHEMA public FROM PUBLIC, %(role)s."),
    ),
    "log_changeable": (
        _("Ứng dụng sửa hoặc xóa được các bảng chỉ được ghi thêm: %(tables)s."),
        _("REVOKE UPDATE, DELETE, TRUNCATE trên các bảng ấy, rồi chạy motcua verify."),
    ),
    "database_tls": (
        _("Kết nối tới cơ sở dữ liệu ở máy khác không được mã hóa."),
        _("Thêm ?sslmode=verify-full vào DATABASE_URL."),
    ),
    "version": (
        _("PostgreSQL %(version)d chưa được thử với hệ thống này."),
        _("Dùng PostgreSQL từ %(oldest)d đến %(newest)d."),
    ),
    "fsync": (
        _("fsync đang tắt: mất điện là mất dữ liệu đã xác nhận."),
        _("Đặt fsync = on."),
    ),
    "full_page_writes": (
        _("full_page_writes đang tắt: mất điện có thể làm hỏng dữ liệu."),
        _("Đặt full_page_writes = on."),
    ),
    "synchronous_commit": (
        _("synchronous_commit là %(value)s: việc đã xác nhận có thể mất."),
        _("Đặt synchronous_commit = on."),
    ),
    "data_checksums": (
        _("Cơ sở dữ liệu không có tổng kiểm của trang: đĩa hỏng sẽ không bị phát hiện."),
        _("Dừng máy chủ, chạy pg_checksums --enable."),
    ),
    "wal_archive": (
        _("Nhật ký ghi trước (WAL) không được lưu trữ: chỉ khôi phục được về lần sao lưu gần nhất."),
        _("Đặt archive_mode, archive_command như deploy/postgresql và docs/guides."),
    ),
    "wal_archive_failing": (
        _("Lần lưu trữ WAL gần nhất thất bại."),
        _("Xem nhật ký của PostgreSQL, sửa archive_command trước khi đĩa đầy."),
    ),
    "idle_in_transaction": (
        _("Một giao dịch bỏ quên có thể giữ mọi thông báo mãi."),
        _("Đặt idle_in_transaction_session_timeout, ví dụ 60s."),
    ),
    "statements_logged": (
        _("Nhật ký của PostgreSQL có thể chứa dữ liệu cá nhân."),
        _("Đặt log_statement=none, log_parameter_max_length=0, log_parameter_max_length_on_error=0."),
    ),
    "connections": (
        _("Các tiến trình cần %(needed)d kết nối, cơ sở dữ liệu chỉ cho %(most)d."),
        _("Tăng max_connections, hoặc giảm MOTCUA_WEB_WORKERS, MOTCUA_WEB_THREADS."),
    ),
    "migrations": (
        _("Còn %(count)d bước cập nhật cơ sở dữ liệu chưa chạy."),
        _("Chạy motcua migrate."),
    ),
    "clock": (
        _("Đồng hồ của máy này lệch với cơ sở dữ liệu %(seconds)s giây."),
        _("Bật đồng bộ giờ (chrony hoặc systemd-timesyncd) trên mọi máy."),
    ),
    "worker": (
        _("Không có tiến trình nền nào đang chạy: thư không đi, ngày không được khóa sổ."),
        _("systemctl start motcua-worker@1."),
    ),
    "left_over": (
        _("Có việc bị bỏ lại: %(dead)d thông báo, %(failed)d việc nền."),
        _("Xem motcua outbox failures và docs/guides/operations.md."),
    ),
    "database_away": (
        _("Không hỏi được cơ sở dữ liệu (%(reason)s)."),
        _("Kiểm tra DATABASE_URL và PostgreSQL, rồi chạy lại."),
    ),
    "account": (
        _("Chương trình đang chạy bằng quyền root."),
        _("Chạy bằng tài khoản motcua: sudo -u motcua, hoặc các đơn vị trong deploy/systemd."),
    ),
    "disk_space": (
        _("Chỗ trống cho tệp chỉ còn %(free_gb)s GB (%(percent)d%%)."),
        _("Thêm đĩa, hoặc chuyển tệp sang S3."),
    ),
    "files_open": (
        _("Người khác trên máy xem được thư mục tệp %(folder)s."),
        _("chmod 700 %(folder)s."),
    ),
    "storage": (
        _("Không ghi được vào nơi giữ tệp (%(reason)s)."),
        _("Kiểm tra MOTCUA_FILES_ROOT hoặc MOTCUA_FILES_BUCKET và quyền của tài khoản."),
    ),
    "object_store_tls": (
        _("Kho đối tượng được gọi qua kết nối không mã hóa."),
        _("Dùng MOTCUA_FILES_ENDPOINT bắt đầu bằng https."),
    ),
    "scanner_away": (
        _("Bộ quét vi-rút %(address)s không trả lời: tệp sẽ chờ mãi."),
        _("systemctl status clamav-daemon; kiểm tra MOTCUA_CLAMD."),
    ),
    "mail_away": (
        _("Máy chủ thư %(host)s không nhận kết nối (%(reason)s)."),
        _("Kiểm tra MOTCUA_EMAIL_HOST, _PORT, _USER, _PASSWORD, _SECURITY và tường lửa."),
    ),
    "secret_files": (
        _("Người khác đọc được tệp bí mật: %(files)s."),
        _("chmod 600 và để ngoài thư mục tạm; tốt nhất dùng LoadCredential như deploy/systemd."),
    ),
}
