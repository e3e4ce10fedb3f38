"""Every address of the pages for every role: what it answers to GET. A new address fails until it is stated here."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from pytest_django import Settings

from motcua.core.clock import FrozenClock
from tests.dossiers.world import World

from .addresses import ROLES, Things, address, more_people, routes, signed_in
from .addresses import things as made_things

STATED: Final = """
web:sign_out             405 405 405 405 405 405 405
web:styleguide           200 200 200 200 200 200 200
web:sketch               200 200 200 200 200 200 200
portal:home              200 200 200 200 200 200 200
portal:procedures        200 200 200 200 200 200 200
portal:suggestions       200 200 200 200 200 200 200
portal:procedure         200 200 200 200 200 200 200
portal:apply             302 200 403 403 403 403 403
portal:apply_draft       302 302 403 403 403 403 403
portal:apply_place       302 200 403 403 403 403 403
portal:apply_page        302 200 403 403 403 403 403
portal:apply_papers      302 200 403 403 403 403 403
portal:apply_review      302 200 403 403 403 403 403
portal:apply_discard     302 200 403 403 403 403 403
portal:apply_changed     302 405 403 403 403 403 403
portal:sent              302 200 403 403 403 403 403
portal:track             200 200 200 200 200 200 200
ho-so/                   302 302 302 302 302 302 302
portal:petition_begin    200 200 200 200 200 200 200
portal:petition_quick    200 200 200 200 200 200 200
portal:petition_challenge 400 400 400 400 400 400 400
portal:petition_draft    302 302 302 302 302 302 302
portal:petition_check    200 200 200 200 200 200 200
portal:petition_step     200 200 200 200 200 200 200
portal:petition_follow   404 404 404 404 404 404 404
portal:petition_unfollow 200 200 200 200 200 200 200
portal:my_petitions      302 200 403 403 403 403 403
portal:petition_track    200 200 200 200 200 200 200
portal:petition          200 200 200 200 200 200 200
portal:petition_receipt  200 200 200 200 200 200 200
portal:petition_answer   200 200 200 200 200 200 200
portal:petition_rate     302 302 302 302 302 302 302
portal:petition_reopen   302 302 302 302 302 302 302
portal:petition_withdraw 200 200 200 200 200 200 200
portal:petition_file     200 200 200 200 200 200 200
portal:petition_posters  200 200 200 200 200 200 200
portal:petition_poster   200 200 200 200 200 200 200
portal:rate              200 200 200 200 200 200 200
portal:rating_results    200 200 200 200 200 200 200
portal:rating_thanks     200 200 200 200 200 200 200
portal:rating_tablet     403 403 403 403 403 403 403
portal:rating_tablet_pair 200 200 200 200 200 200 200
desk:petitions           302 403 200 200 200 200 403
desk:petition_filter_save 302 403 405 405 405 405 403
desk:petition_filter_forget 302 403 405 405 405 405 403
desk:petition_batch      302 403 405 403 403 403 403
desk:hotline             302 403 200 403 403 403 403
desk:hotline_ringing     302 403 200 403 403 403 403
desk:hotline_call        302 403 200 403 403 403 403
desk:hotline_draft       302 403 405 403 403 403 403
desk:hotline_send        302 403 405 403 403 403 403
desk:hotline_end         302 403 405 403 403 403 403
desk:call_backs          302 403 200 403 403 403 403
desk:call_back_tried     302 403 405 403 403 403 403
desk:call_back_told      302 403 405 403 403 403 403
desk:petition_entry      302 403 200 403 403 403 403
desk:petition_load       302 403 403 403 200 403 403
desk:petition_categories 302 403 200 200 200 200 403
desk:petition_quality    302 403 403 403 403 200 403
desk:petition_quality_new 302 403 403 403 403 200 403
desk:petition_quality_draw 302 403 403 403 403 200 403
desk:petition_quality_sheet 302 403 403 403 403 200 403
desk:petition            302 403 200 404 200 200 403
desk:petition_sender     302 403 405 405 405 405 403
desk:petition_advice     302 403 405 405 405 405 403
desk:petition_merge      302 403 200 404 403 403 403
desk:petition_publish    302 403 403 403 403 403 403
desk:petition_file       302 403 200 404 200 200 403
desk:petition_act        302 403 200 404 403 403 403
desk:ratings             302 403 403 403 200 200 403
desk:rating_follow_ups   302 403 403 403 200 200 403
desk:rating_follow_up    302 403 403 403 200 200 403
desk:rating_integrity    302 403 403 403 403 403 403
desk:rating_places       302 403 403 403 403 200 403
desk:rating_poster       302 403 403 403 403 200 403
desk:rating_take_down    302 403 403 403 403 405 403
desk:rating_calls        302 403 403 403 403 200 403
desk:rating_call         302 403 403 403 403 200 403
portal:secret            200 200 200 200 200 200 200
portal:secret_slip       200 200 200 200 200 200 200
portal:secret_file       200 200 200 200 200 200 200
portal:secret_receipt    200 200 200 200 200 200 200
portal:my_dossiers       302 200 403 403 403 403 403
portal:own_dossier       302 200 403 403 403 403 403
portal:own_slip          302 200 403 403 403 403 403
portal:own_file          302 200 403 403 403 403 403
portal:own_receipt       302 200 403 403 403 403 403
portal:supplement        302 200 403 403 403 403 403
portal:withdraw          302 200 403 403 403 403 403
portal:roots             200 200 200 200 200 200 200
portal:roots_of_year     404 404 404 404 404 404 404
portal:signing_keys      200 200 200 200 200 200 200
portal:check_receipt     200 200 200 200 200 200 200
portal:receipt_script    200 200 200 200 200 200 200
portal:help              200 200 200 200 200 200 200
portal:privacy           200 200 200 200 200 200 200
portal:accessibility     200 200 200 200 200 200 200
portal:open_data         200 200 200 200 200 200 200
portal:open_data_other   301 301 301 301 301 301 301
portal:form_schema       200 200 200 200 200 200 200
portal:open_data_catalogue 404 404 404 404 404 404 404
portal:open_data_file    404 404 404 404 404 404 404
portal:sign_in           200 302 200 200 200 200 200
portal:sign_in_code      302 302 302 302 302 302 302
desk:sign_in             200 200 302 302 302 302 302
desk:sign_in_code        302 302 302 302 302 302 302
desk:sign_in_password    302 302 302 302 302 302 302
desk:sign_in_set_up      302 302 302 302 302 302 302
desk:sign_in_qr          404 404 404 404 404 404 404
desk:password            302 403 200 200 200 200 200
desk:sessions            302 403 200 200 200 200 200
desk:sessions_end        302 403 405 405 405 405 405
desk:inbox               302 403 200 200 200 200 403
desk:save_filter         302 403 405 405 405 405 403
desk:forget_filter       302 403 405 405 405 405 403
desk:export              302 403 403 403 200 403 403
desk:batch               302 403 200 200 200 200 403
desk:find                302 403 200 200 200 200 403
desk:notices             302 403 200 200 200 200 403
desk:registry            302 403 403 403 200 200 200
desk:registry_gaps       302 403 403 403 200 200 200
desk:incoming            302 403 200 403 403 403 403
desk:incoming_one        302 403 404 403 403 403 403
desk:incoming_original   302 403 404 403 403 403 403
desk:incoming_take       302 403 405 403 403 403 403
desk:incoming_aside      302 403 405 403 403 403 403
desk:incoming_again      302 403 405 403 403 403 403
desk:postings            302 403 403 403 403 200 403
desk:posting             302 403 403 403 403 200 403
desk:posting_sheet       302 403 403 403 403 200 403
desk:unit_decisions      302 403 403 403 403 403 200
desk:unit_decision_new   302 403 403 403 403 403 200
desk:unit_decision       302 403 403 403 403 403 200
desk:unit_decision_edit  302 403 403 403 403 403 200
desk:unit_decision_act   302 403 403 403 403 403 200
desk:unit_change_add     302 403 403 403 403 403 200
desk:unit_change_remove  302 403 403 403 403 403 405
desk:unit_sheet          302 403 403 403 403 403 404
desk:unit_sheet_file     302 403 403 403 403 403 404
desk:decisions           302 403 403 403 200 200 200
desk:decision_new        302 403 403 403 403 200 403
desk:decision            302 403 403 403 200 200 200
desk:decision_compared   302 403 403 403 404 404 404
desk:decision_compared_file 302 403 403 403 404 404 404
desk:decision_edit       302 403 403 403 403 200 403
desk:decision_add        302 403 403 403 403 200 403
desk:decision_add_item   302 403 403 403 403 200 403
desk:decision_lines      302 403 403 403 403 200 403
desk:decision_national   302 403 403 403 403 403 403
desk:decision_item       302 403 403 403 200 200 200
desk:decision_item_part  302 403 403 403 403 200 403
desk:decision_act        302 403 403 403 403 200 403
desk:unit_accounts       302 403 403 403 403 403 200
desk:unit_account        302 403 403 403 403 403 200
desk:open_parts          302 403 405 405 405 405 403
desk:figure              302 403 403 403 404 404 403
desk:figure_list         302 403 403 403 404 404 403
desk:figures_publications 302 403 403 403 200 200 403
desk:figures_publication 302 403 403 403 200 200 403
desk:figures_publication_check 302 403 403 403 405 405 403
desk:figures_publication_end 302 403 403 403 405 405 403
desk:figures_publication_json 302 403 403 403 200 200 403
desk:figures_publication_file 302 403 403 403 404 404 403
desk:figures_disagreements 302 403 403 403 403 200 403
desk:reform_reports      302 403 403 403 200 200 403
desk:reform_new          302 403 403 403 403 200 403
desk:reform_templates    302 403 403 403 200 200 403
desk:reform_template_file 302 403 403 403 200 200 403
desk:reform_report       302 403 403 403 404 200 403
desk:reform_act          302 403 405 405 405 405 405
desk:reform_preview      302 403 403 403 404 200 403
desk:reform_docx         302 403 403 403 404 200 403
desk:reform_section      302 403 403 403 404 200 403
desk:surveys             302 403 403 403 403 200 403
desk:survey_plan         302 403 403 403 403 200 403
desk:survey_wave         302 403 403 403 403 200 403
desk:survey_act          302 403 403 403 403 405 403
desk:survey_hand_out     302 403 403 403 403 405 403
desk:survey_interviews   302 403 403 403 403 200 403
desk:survey_package      302 403 403 403 403 200 403
desk:survey_sync         302 403 403 403 403 405 403
desk:survey_entry        302 403 403 403 403 200 403
portal:surveys           200 200 200 200 200 200 200
portal:survey_figures    200 200 200 200 200 200 200
portal:survey            200 200 200 200 200 200 200
desk:registers           302 403 200 200 200 200 403
desk:register            302 403 404 200 200 404 403
desk:register_export     302 403 404 403 403 404 403
desk:register_new        302 403 404 200 403 404 403
desk:register_report     302 403 404 200 200 404 403
desk:register_record     302 403 404 200 200 404 403
desk:register_step       302 403 405 405 405 405 403
desk:register_mend       302 403 404 200 403 404 403
desk:register_strike     302 403 404 403 200 404 403
desk:archive             302 403 403 403 200 403 403
desk:archive_rules       302 403 403 403 200 403 403
desk:archive_pack        302 403 403 403 403 403 403
desk:archive_package     302 403 403 403 403 403 403
desk:certification_terms 302 403 403 403 403 403 200
desk:certification_terms_of 302 403 403 403 403 403 200
desk:certify             302 403 200 200 200 403 403
desk:certified           302 403 200 200 200 403 403
desk:certification_words 302 403 200 200 200 403 403
desk:certification_receipt 302 403 200 200 200 403 403
desk:certification_books 302 403 200 200 200 403 403
desk:certification_book  302 403 200 200 200 403 403
desk:certification_close 302 403 403 403 405 403 403
desk:certification_export 302 403 200 200 200 403 403
desk:certification_strike 302 403 403 403 200 403 403
desk:electronic_copies   302 403 200 200 200 403 403
desk:parcels             302 403 200 200 200 403 403
desk:parcel_make         302 403 200 200 200 403 403
desk:parcel              302 403 200 200 200 403 403
desk:parcel_sheet        302 403 200 200 200 403 403
desk:tracking_book       302 403 200 403 403 403 403
desk:tracking_book_file  302 403 200 403 403 403 403
desk:responsibility      302 403 200 200 200 200 403
desk:responsibility_export 302 403 403 403 200 403 403
desk:responsibility_record 302 403 404 200 200 404 403
desk:explain             302 403 404 200 403 404 403
desk:decide_hours        302 403 404 403 200 404 403
desk:causes              302 403 403 403 403 200 403
desk:cause_new           302 403 403 403 403 200 403
desk:cause_end           302 403 403 403 403 200 403
desk:leaves              302 403 200 200 200 200 403
desk:leave_new           302 403 200 200 200 200 403
desk:leave_answer        302 403 405 405 405 405 403
desk:lateness            302 403 200 200 200 200 403
desk:lateness_export     302 403 403 403 200 403 403
desk:lateness_models     302 403 200 200 200 200 403
desk:lateness_task       302 403 403 403 404 403 403
desk:handover            302 403 403 403 200 403 403
desk:handover_of         302 403 403 403 200 403 403
desk:handover_done       302 403 403 403 200 403 403
desk:collection          302 403 403 403 200 200 403
desk:collection_sheet    302 403 403 403 404 404 403
desk:collection_evidence 302 403 403 403 404 404 403
desk:reported_value      302 403 403 403 404 404 403
desk:collection_imports  302 403 403 403 403 200 403
desk:collection_import   302 403 403 403 403 404 403
desk:collection_targets  302 403 403 403 200 200 403
desk:collection_target_new 302 403 403 403 403 403 403
desk:collection_requests 302 403 403 403 200 200 403
desk:collection_request_new 302 403 403 403 200 200 403
desk:collection_request  302 403 403 403 404 404 403
desk:statutory           302 403 403 403 200 200 403
desk:statutory_new       302 403 403 403 200 200 403
desk:statutory_level     302 403 403 403 403 200 403
desk:statutory_batch_new 302 403 403 403 403 200 403
desk:statutory_batch     302 403 403 403 403 404 403
desk:statutory_deadlines 302 403 403 403 403 403 403
desk:statutory_report    302 403 403 403 200 200 403
desk:statutory_carried   302 403 403 403 200 200 403
desk:statutory_cell      302 403 403 403 200 200 403
desk:statutory_file      302 403 403 403 200 200 403
desk:timers              302 403 200 200 200 200 403
desk:task                302 403 404 404 200 404 403
desk:timer_rules         302 403 403 403 403 403 403
desk:timer_rule_new      302 403 403 403 403 403 403
desk:timer_rule_change   302 403 403 403 403 403 403
desk:timer_rule_end      302 403 403 403 403 403 403
desk:incidents           302 403 200 200 200 200 403
desk:incident            302 403 200 200 200 200 403
desk:incident_new        302 403 200 403 200 403 403
desk:refund              302 403 200 403 403 403 403
desk:outages             302 403 403 403 403 403 403
desk:outage_new          302 403 403 403 403 403 403
desk:outage_end          302 403 403 403 403 403 403
portal:assessments       200 200 200 200 200 200 200
portal:assessment        200 200 200 200 200 200 200
desk:assessments         302 403 200 200 200 200 200
desk:assessments_mine    302 403 200 200 200 200 200
desk:assessment_new      302 403 403 403 403 403 403
desk:assessment          302 403 200 200 200 200 200
desk:assessment_ranking  302 403 200 200 200 200 200
desk:assessment_act      302 403 403 403 403 403 403
desk:assessment_judge    302 403 403 403 403 403 403
desk:assessment_judge_end 302 403 403 403 403 403 403
desk:assessment_survey   302 403 403 403 403 403 403
desk:assessment_survey_seen 302 403 403 403 403 403 403
desk:assessment_sheet    302 403 404 404 404 200 404
desk:assessment_sheet_act 302 403 403 403 403 403 403
desk:assessment_submit   302 403 405 405 405 405 405
desk:assessment_file     302 403 404 404 404 200 404
desk:assessment_criterion 302 403 404 404 404 200 404
desk:assessment_appeal   302 403 404 404 404 200 404
desk:command             302 403 403 403 200 200 403
desk:command_wall        302 403 403 403 200 200 403
desk:command_map         302 403 403 403 200 200 403
desk:command_threats     302 403 403 403 404 404 403
desk:command_late_units  302 403 403 403 404 404 403
desk:command_late_beside 302 403 403 403 404 404 403
desk:command_file        302 403 403 403 404 404 403
desk:alerts              302 403 403 403 200 200 403
desk:alert_rules         302 403 403 403 403 403 403
desk:alert_rule_new      302 403 403 403 403 403 403
desk:alert_rule_check    302 403 403 403 403 403 403
desk:alert_rule_change   302 403 403 403 403 403 403
desk:alert_rule_end      302 403 403 403 403 403 403
desk:morning             302 403 403 403 200 403 403
desk:alerts_reports      302 403 403 403 200 403 403
desk:alert_task_done     302 403 404 404 404 404 404
desk:alert               302 403 403 403 404 404 403
desk:alert_acknowledge   302 403 403 403 404 403 403
desk:alert_task          302 403 403 403 404 403 403
desk:feeds               302 403 403 403 200 200 403
desk:feed_new            302 403 403 403 403 403 403
desk:feed                302 403 403 403 404 404 403
desk:feed_key            302 403 403 403 403 403 403
desk:feed_kept           302 403 403 403 403 403 403
desk:feed_end            302 403 403 403 403 403 403
desk:series              302 403 403 403 200 200 403
desk:series_one          302 403 403 403 200 200 403
web:unit_tile            200 200 200 200 200 200 200
web:place_of_point       400 400 400 400 400 400 400
voices:list              200 200 200 200 200 200 200
voices:tile              200 200 200 200 200 200 200
voices:embed             200 200 200 200 200 200 200
voices:feed              200 200 200 200 200 200 200
voices:days_off          200 200 200 200 200 200 200
voices:csv               200 200 200 200 200 200 200
voices:json              200 200 200 200 200 200 200
voices:units             200 200 200 200 200 200 200
voices:unit              200 200 200 200 200 200 200
voices:one               404 404 404 404 404 404 404
voices:photo             404 404 404 404 404 404 404
voices:same_for_me       405 405 405 405 405 405 405
portal:statistics        200 200 200 200 200 200 200
portal:statistics_edition 404 404 404 404 404 404 404
portal:statistics_persons 404 404 404 404 404 404 404
portal:statistics_proof  404 404 404 404 404 404 404
desk:boards              302 403 403 403 200 200 403
desk:boards_work_out     302 403 403 403 405 405 403
desk:boards_export       302 403 403 403 302 302 403
desk:board_publish       302 403 403 403 404 403 403
desk:board_unit          302 403 403 403 200 200 403
desk:board_next          302 403 403 403 200 200 403
desk:board_lacking       302 403 403 403 404 404 403
desk:board_procedures    302 403 403 403 200 200 403
desk:coverage            302 403 403 403 200 200 403
desk:coverage_export     302 403 403 403 404 404 403
desk:coverage_list       302 403 403 403 200 200 403
desk:cuts                302 403 403 403 200 200 403
desk:cuts_baseline       302 403 403 403 200 200 403
desk:cuts_baseline_load  302 403 403 403 403 403 403
desk:cuts_baseline_sample 302 403 403 403 403 403 403
desk:cuts_export         302 403 403 403 302 302 403
desk:cuts_line           302 403 403 403 404 404 403
desk:cuts_list           302 403 403 403 404 404 403
desk:figures_unit        302 403 403 403 200 200 403
desk:figures_procedure   302 403 403 403 200 200 403
desk:figures_person      302 403 200 200 200 200 200
desk:figures_person_list 302 403 200 200 200 200 200
desk:figures_compare     302 403 403 403 200 200 403
desk:summary_list        302 403 403 403 404 404 403
desk:summary_work_out    302 403 403 403 405 405 403
desk:genuine             302 403 403 403 200 200 403
desk:genuine_dossier     302 403 403 403 403 403 403
desk:national            302 403 403 403 200 200 403
desk:national_new        302 403 403 403 403 200 403
desk:national_import     302 403 403 403 404 404 403
desk:national_differences 302 403 403 403 404 404 403
portal:boards            200 200 200 200 200 200 200
portal:board             404 404 404 404 404 404 404
desk:reception           302 403 200 403 403 403 403
desk:receive             302 403 200 403 403 403 403
desk:dossier             302 403 200 200 200 200 403
desk:numbers             302 403 405 405 405 403 403
desk:document            302 403 200 200 200 403 403
desk:slip                302 403 200 200 200 403 403
studio:registers          302 403 403 403 403 200 403
studio:register_new       302 403 403 403 403 200 403
studio:register           302 403 403 403 403 200 403
studio:register_head      302 403 403 403 403 200 403
studio:register_rights    302 403 403 403 403 200 403
studio:register_list      302 403 403 403 403 200 403
studio:register_report    302 403 403 403 403 200 403
studio:register_remove    302 403 403 403 403 405 403
studio:register_form      302 403 403 403 403 405 403
studio:register_process   302 403 403 403 403 405 403
studio:register_publish   302 403 403 403 403 405 403
studio:register_turn      302 403 403 403 403 405 403
studio:forms             302 403 403 403 403 200 403
studio:form_new          302 403 403 403 403 200 403
studio:form              302 403 403 403 403 200 403
studio:form_save         302 403 403 403 403 405 403
studio:form_act          302 403 403 403 403 405 403
studio:form_preview      302 403 403 403 403 200 403
studio:form_try          302 403 403 403 403 200 403
studio:form_compare      302 403 403 403 403 200 403
studio:form_history      302 403 403 403 403 200 403
studio:form_decide       302 403 403 403 403 200 403
studio:form_exchange     302 403 403 403 403 200 403
studio:form_download     302 403 403 403 403 200 403
studio:form_differs      302 403 403 403 403 404 403
studio:trials            302 403 403 403 200 200 200
studio:trial_new         302 403 403 403 403 200 403
studio:trial             302 403 403 403 404 404 404
studio:trial_cancel      302 403 403 403 403 405 403
studio:trial_dossiers    302 403 403 403 404 404 404
studio:trial_file        302 403 403 403 404 404 404
studio:trial_paper       302 403 403 403 404 404 404
studio:needless          302 403 403 403 200 200 200
studio:needless_file     302 403 403 403 200 200 200
studio:home              302 403 403 403 403 200 403
studio:processes          302 403 403 403 403 200 403
studio:process_new        302 403 403 403 403 200 403
studio:process_draft      302 403 403 403 403 200 403
studio:process_check      302 403 403 403 403 405 403
studio:process_step       302 403 403 403 403 200 403
studio:process_flow       302 403 403 403 403 200 403
studio:process_compare    302 403 403 403 403 200 403
studio:process_conflict   302 403 403 403 403 200 403
studio:process_saves      302 403 403 403 403 200 403
studio:process_upload     302 403 403 403 403 200 403
studio:process_download   302 403 403 403 403 200 403
studio:process_propose    302 403 403 403 403 200 403
studio:process_running    302 403 403 403 403 200 403
studio:templates          302 403 403 403 403 200 403
studio:template_new       302 403 403 403 403 200 403
studio:template           302 403 403 403 403 200 403
studio:template_preview   302 403 403 403 403 200 403
studio:template_picture   302 403 403 403 403 200 403
studio:process_version    302 403 403 403 403 200 403
desk:act                 302 403 200 403 403 403 403
"""


def _stated() -> dict[str, list[int]]:
    rows = (line.split() for line in STATED.strip().splitlines())
    return {name: [int(status) for status in statuses] for name, *statuses in rows}


@pytest.fixture
def world(db: None, clock: FrozenClock, settings: Settings, tmp_path: Path) -> World:
    from tests.dossiers.world import NOW, build

    settings.FACTS_ROOT = tmp_path / "facts"
    clock.set(NOW)
    made = build()
    more_people(made)
    return made


@pytest.fixture
def things(world: World) -> Things:
    return made_things(world)


def test_every_address_is_stated_and_nothing_else() -> None:
    assert set(_stated()) == set(routes())


def test_every_address_for_every_role_answers_as_stated(world: World, things: Things) -> None:
    found: dict[str, list[int]] = {name: [] for name in routes()}
    for role in ROLES:
        for name in found:
            # A page may end a half-done sign-in or sign out: each visit has a browser of its own.
            found[name].append(signed_in(world, role).get(address(name, things)).status_code)

    assert found == _stated()
