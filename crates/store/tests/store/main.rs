//! One contract, held by SQLite and by PostgreSQL alike.
//!
//! Every test of [`contract`] runs once on each engine. PostgreSQL is found by `GONGKAI_TEST_POSTGRES`, the URL of a
//! server on which databases may be made; each test makes one of its own and drops it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says so by failing"
)]

mod contract;
mod home;
mod large;
mod made;
mod s3;
mod schema;

macro_rules! on_both_engines {
    ($($module:ident :: $test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                crate::home::on_sqlite(crate::contract::$module::$test).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                crate::home::on_postgres(crate::contract::$module::$test).await;
            })*
        }
    };
}

on_both_engines! {
    items::an_item_is_found_by_every_name_it_has,
    items::a_changed_item_keeps_its_id_and_shows_its_new_row,
    items::an_index_number_and_a_version_are_given_once,
    items::an_item_of_an_agency_that_nobody_has_is_not_written,
    items::an_alias_that_is_taken_stays_with_its_first_item,
    items::an_edition_keeps_its_draft_until_it_is_released,
    items::the_facts_of_validity_come_back_as_they_were,
    items::a_source_that_speaks_again_changes_its_digest,
    items::a_source_does_not_give_another_item_under_one_id,
    items::serials_are_gapless_and_go_on_above_a_stated_one,
    items::what_is_undone_has_not_happened_and_the_rest_has,
    items::a_text_with_a_nul_is_refused_on_the_way_in_and_in_a_question,
    items::words_that_look_like_sql_are_words,
    register::agencies_come_back_in_order_and_are_replaced_by_code,
    register::a_setting_is_written_over,
    register::a_register_tells_its_version_and_counts_its_writes,
    register::reopening_keeps_everything,
    register::what_is_not_committed_never_was,
    register::a_set_of_reads_sees_one_state,
    register::a_write_on_trial_sees_what_it_wrote_and_leaves_nothing,
    register::a_schema_of_a_newer_program_is_not_opened,
    register::opening_again_changes_no_schema,
    releases::a_release_comes_back_as_it_was_written,
    releases::changed_bytes_are_an_error_and_never_shown,
    releases::the_history_of_an_item_is_newest_first,
    releases::a_withdrawal_says_when_by_whom_and_why,
    changes::what_changed_last_comes_first_and_each_item_once,
    changes::a_month_names_what_was_published_in_it,
    changes::everything_released_is_read_in_the_order_of_registration,
    releases::what_is_shown_of_several_items_is_read_together,
    blobs::a_small_file_lives_in_the_register,
    blobs::a_large_file_lives_beside_it,
    blobs::the_two_name_spaces_never_meet,
    blobs::a_file_that_changed_is_an_error,
    lists::a_list_is_newest_first_and_goes_on_after_its_cursor,
    lists::a_work_is_listed_once_by_the_text_of_the_day,
    lists::a_page_stays_where_it_was_while_others_are_added,
    lists::only_released_items_are_listed_and_counted,
    lists::an_empty_filter_finds_nothing,
    lists::more_ids_than_one_statement_takes_are_found,
    lists::what_turns_on_a_day_is_found_on_that_day_only,
    lists::days_and_months_are_counted_and_only_what_is_released,
    lists::items_are_found_by_title_and_number_together,
    works::a_work_is_found_by_code_and_by_key,
    works::versions_leave_drafts_out_and_come_oldest_first,
    works::released_versions_come_work_by_work_oldest_first,
    works::works_are_found_by_key_and_title_with_all_their_versions,
    relations::a_relation_is_read_from_both_ends,
    relations::a_relation_is_completed_when_its_other_end_comes,
    relations::a_name_that_several_items_have_means_none_of_them,
    seals::rows_have_one_form_without_their_empty_cells,
    seals::every_write_says_whose_rows_it_wrote,
    seals::every_owner_is_walked_once,
    site_errors::a_report_comes_back_as_it_was_written,
    site_errors::a_number_and_a_receipt_are_given_once,
    site_errors::what_was_closed_long_ago_comes_first_and_once,
    unfound::words_are_added_up_by_month_and_forgotten_with_it,
    unfound::a_month_takes_so_many_different_words_and_the_rarest_give_way,
    carried::every_table_is_found_with_its_key_and_its_references_first,
    carried::rows_come_in_the_order_of_their_keys_and_go_back_as_they_were,
    carried::a_register_of_every_earlier_schema_opens_with_its_rows,
    carried::an_unfinished_register_cannot_be_opened_and_is_begun_anew,
    carried::only_an_empty_database_is_filled,
    ledger::the_ledger_cannot_be_changed_or_shortened,
    ledger::eight_writers_leave_no_gap_and_a_follower_loses_nothing,
    ledger::a_step_of_a_follower_ends_where_the_next_begins,
    ledger::what_pages_show_moves_with_the_entries_that_change_them,
    ledger::an_actor_has_one_id,
    ledger::a_reason_is_kept_beside_its_entry,
    ledger::two_programs_write_to_one_register,
}
