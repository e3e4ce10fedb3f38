"""What a published report must not show: names, numbers and addresses of persons in its text, faces and plates in its
pictures. Rules draft, a person decides; nothing is masked or published silently.

Pure: ``texts``, ``line``, ``numbers``, ``names``. ``finding`` and ``drawing`` need Pillow and OpenCV and run in a
process of their own (``apart``)."""
