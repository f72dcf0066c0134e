"""The rules that read a question, in the order in which they are asked: each reads what is its own."""

from __future__ import annotations

from assistant.understanding.asides import read_asides
from assistant.understanding.conditions.filters import drop_unusable, take_values
from assistant.understanding.conditions.flag_answers import take_flag_answers
from assistant.understanding.conditions.limits.averaged_limits import turn_averaged_limits
from assistant.understanding.conditions.limits.bare_amounts import name_done_numbers, take_bare_amounts
from assistant.understanding.conditions.limits.bare_ranges import take_bare_ranges
from assistant.understanding.conditions.limits.claims import take_claims
from assistant.understanding.conditions.limits.limited_deeds import name_limited_deeds
from assistant.understanding.conditions.limits.own_limits import take_own_limits
from assistant.understanding.conditions.limits.row_amounts import name_row_amounts
from assistant.understanding.conditions.limits.row_limits import take_row_limits
from assistant.understanding.conditions.limits.summed_limits import check_summed_limits
from assistant.understanding.conditions.limits.thresholds import take_thresholds
from assistant.understanding.conditions.limits.turned_limits import turn_limits
from assistant.understanding.conditions.limits.vague import take_vague
from assistant.understanding.conditions.predicates import take_missing, take_texts
from assistant.understanding.conditions.segments import (
    choose_segments,
    group_by_segments,
    take_metrics_of_segments,
    take_segments,
)
from assistant.understanding.conditions.values.as_defined import read_as_defined
from assistant.understanding.conditions.values.causes import read_causes
from assistant.understanding.conditions.values.keys import take_keys
from assistant.understanding.conditions.values.left_out import turn_left_out
from assistant.understanding.conditions.values.not_yet import leave_out_ended
from assistant.understanding.conditions.values.numbered import show_numbered, take_numbered
from assistant.understanding.conditions.values.of_parts import drop_told_by_rate
from assistant.understanding.conditions.values.present import take_present
from assistant.understanding.conditions.values.relatives import read_kinds_behind, read_relatives
from assistant.understanding.conditions.values.routes import take_routes
from assistant.understanding.conditions.values.shared_fields import keep_shared_fields
from assistant.understanding.conditions.values.told_relations import read_related_doers, tell_relations
from assistant.understanding.draft import Draft
from assistant.understanding.echoes import read_echoes
from assistant.understanding.finishing import check_limits, check_share, order_columns, require_dimensions
from assistant.understanding.groups.asked_kinds import check_asked_kinds
from assistant.understanding.groups.asked_where import take_asked_where
from assistant.understanding.groups.bands import name_bands
from assistant.understanding.groups.each_left import check_each_left, read_each_behind
from assistant.understanding.groups.each_listed import take_each_listed
from assistant.understanding.groups.ends import take_ends
from assistant.understanding.groups.enumerated import check_enumerated
from assistant.understanding.groups.flag_ranks import check_ranked_flags, check_ranked_lists
from assistant.understanding.groups.grouping import take_described, take_groups
from assistant.understanding.groups.in_names import take_groups_in_names
from assistant.understanding.groups.kinds_by_end import take_kinds_by_end
from assistant.understanding.groups.listed_numbers import take_listed_numbers
from assistant.understanding.groups.one_by_one import check_one_by_one, take_one_by_one
from assistant.understanding.groups.ordering import read_order_marks, take_limit_per, take_limits, take_orders
from assistant.understanding.groups.own_extremes import order_by_own_extreme, take_extreme_number
from assistant.understanding.groups.persons import take_owners
from assistant.understanding.groups.picked_things import group_picked, group_ranked
from assistant.understanding.groups.places import check_places_left, take_one_of_sorted, take_places
from assistant.understanding.groups.ranked_words import (
    check_busy,
    check_most_of,
    read_ranked_amounts,
    read_ranked_words,
)
from assistant.understanding.groups.said_again import read_said_again
from assistant.understanding.groups.value_endings import read_carrying, read_value_endings
from assistant.understanding.groups.whether_first import group_asked_first, rank_all_of_asked
from assistant.understanding.groups.wholes import read_over
from assistant.understanding.groups.within import take_within
from assistant.understanding.metrics.amounts.amounts_named import take_amounts_named
from assistant.understanding.metrics.amounts.amounts_of import take_amounts_of
from assistant.understanding.metrics.amounts.column_amounts import take_column_amounts
from assistant.understanding.metrics.amounts.differences import take_differences
from assistant.understanding.metrics.amounts.stocks import read_what_is_left
from assistant.understanding.metrics.amounts.sums import check_added, take_sums
from assistant.understanding.metrics.amounts.their_money import take_their_money
from assistant.understanding.metrics.asked_otherwise import check_asked_otherwise
from assistant.understanding.metrics.counts.classified import take_classified
from assistant.understanding.metrics.counts.counted import check_counted, read_units, take_amounts
from assistant.understanding.metrics.counts.counted_by_number import take_counted_by_number
from assistant.understanding.metrics.counts.counted_kinds import check_counted_kinds
from assistant.understanding.metrics.counts.counted_over import take_counted_over
from assistant.understanding.metrics.counts.kept_things import take_kept_things
from assistant.understanding.metrics.counts.kinds import settle_kind
from assistant.understanding.metrics.counts.listings import group_listed, take_listing
from assistant.understanding.metrics.counts.measured_units import check_asked_units, take_measured_unit
from assistant.understanding.metrics.counts.moved_things import read_moved_things
from assistant.understanding.metrics.counts.of_these import check_of_first_ones, check_of_these
from assistant.understanding.metrics.counts.one_question import check_one_question
from assistant.understanding.metrics.counts.picked import take_sole
from assistant.understanding.metrics.counts.popular import free_preferring, take_popular
from assistant.understanding.metrics.counts.said_of_things import take_said_of_things
from assistant.understanding.metrics.counts.sizes import take_sizes
from assistant.understanding.metrics.counts.state_counts import take_state_counts
from assistant.understanding.metrics.counts.things import take_counted_thing, take_counted_unit
from assistant.understanding.metrics.counts.two_asked import check_two_asked
from assistant.understanding.metrics.counts.value_things import take_of_values, take_times_of_deed
from assistant.understanding.metrics.deeds.asked_beside import take_asked_beside
from assistant.understanding.metrics.deeds.coming import read_coming
from assistant.understanding.metrics.deeds.converted import read_converted
from assistant.understanding.metrics.deeds.deeds import read_deeds, take_deed, take_deed_of_things
from assistant.understanding.metrics.deeds.doers import take_doers
from assistant.understanding.metrics.deeds.done import check_own_things, name_done
from assistant.understanding.metrics.deeds.done_amounts import take_done_amounts
from assistant.understanding.metrics.deeds.finished import limit_to_finished, take_finished
from assistant.understanding.metrics.deeds.having_and_being import read_having_and_being
from assistant.understanding.metrics.deeds.light_verbs import read_homes, read_light_verbs, read_persons
from assistant.understanding.metrics.deeds.limited_objects import name_limited_objects
from assistant.understanding.metrics.deeds.limited_rates import name_limited_rates
from assistant.understanding.metrics.deeds.limited_verbs import name_limited_verbs
from assistant.understanding.metrics.deeds.object_deeds import take_object_deeds
from assistant.understanding.metrics.deeds.parallel_counts import check_parallel_counts, take_parallel_counts
from assistant.understanding.metrics.deeds.parted import take_parted
from assistant.understanding.metrics.deeds.people_last import take_people_last
from assistant.understanding.metrics.deeds.people_who import check_people_who, take_people_who
from assistant.understanding.metrics.deeds.performed import (
    read_degrees,
    take_called_by_noun,
    take_part_of_amount,
    take_performed,
)
from assistant.understanding.metrics.deeds.sold import take_copies_sold, take_number_sold, take_sold
from assistant.understanding.metrics.deeds.speeds import (
    check_speeds,
    name_speeds,
    take_compared_speeds,
    take_speeds,
)
from assistant.understanding.metrics.deeds.times_asked import (
    check_numbers_done,
    check_times_of_people,
    read_asked_counts,
    take_times_asked,
)
from assistant.understanding.metrics.deeds.times_counted import (
    check_times_counted,
    take_times_verb,
    turn_to_times,
)
from assistant.understanding.metrics.deeds.times_limited import name_times_done
from assistant.understanding.metrics.deeds.verb_nouns import read_doers, take_verb_nouns
from assistant.understanding.metrics.deeds.verb_rates import take_verb_rates
from assistant.understanding.metrics.named.asked_again import read_asked_again
from assistant.understanding.metrics.named.called_by_group import choose_by_group, choose_by_owner
from assistant.understanding.metrics.named.components import take_components
from assistant.understanding.metrics.named.composed import take_composed
from assistant.understanding.metrics.named.defined import name_defined
from assistant.understanding.metrics.named.grown import name_grown
from assistant.understanding.metrics.named.named_deeds import take_named_deeds
from assistant.understanding.metrics.named.naming import take_metrics, tell_qualities
from assistant.understanding.metrics.named.number_heads import read_number_heads
from assistant.understanding.metrics.named.origins import check_origins, choose_by_origin
from assistant.understanding.metrics.named.own_units import read_measured_so, read_own_units
from assistant.understanding.metrics.named.placeholders import read_stand_ins
from assistant.understanding.metrics.named.scorecards import check_scored
from assistant.understanding.metrics.named.scored import take_scored
from assistant.understanding.metrics.named.steps_named import check_steps
from assistant.understanding.metrics.named.tables import check_tables, name_tables
from assistant.understanding.metrics.named.whose import check_whose
from assistant.understanding.metrics.named.whose_number import read_whose_number
from assistant.understanding.metrics.rates.each_of import take_each_of
from assistant.understanding.metrics.rates.limited_by_definition import name_kept_limits
from assistant.understanding.metrics.rates.one_in_other import take_one_in_other
from assistant.understanding.metrics.rates.percent_asked import (
    check_dated_part,
    check_percent_asked,
    check_share_of_part,
    check_whole_of_all,
)
from assistant.understanding.metrics.rates.said_rates import take_said_durations, take_said_rates
from assistant.understanding.metrics.rates.spent_per import name_spent_per
from assistant.understanding.metrics.rates.used_parts import name_used_parts
from assistant.understanding.periods.asked_when import take_asked_when
from assistant.understanding.periods.beside import set_beside
from assistant.understanding.periods.dated import take_dated
from assistant.understanding.periods.day_kinds import take_day_kinds
from assistant.understanding.periods.named_before import set_before_named
from assistant.understanding.periods.over_time import read_over_time
from assistant.understanding.periods.own_bucket import read_own_bucket, read_own_grain
from assistant.understanding.periods.own_series import name_own_series
from assistant.understanding.periods.picked_buckets import take_picked_buckets
from assistant.understanding.periods.qualified import take_qualified
from assistant.understanding.periods.ranked_by import read_ranked_periods
from assistant.understanding.periods.reckoned import read_reckoned
from assistant.understanding.periods.timing import take_times
from assistant.understanding.periods.told_unit import read_told_unit
from assistant.understanding.shape.accumulated import mark_accumulated
from assistant.understanding.shape.against_mean import take_against_mean
from assistant.understanding.shape.averaged_people import check_averaged_people, free_averaged_people
from assistant.understanding.shape.averages import take_averages
from assistant.understanding.shape.changes import take_changes
from assistant.understanding.shape.group_counts import (
    mark_group_counts,
    name_counted_groups,
    take_group_counts,
)
from assistant.understanding.shape.moving import check_moving, take_moving
from assistant.understanding.shape.own_rows import read_own_rows
from assistant.understanding.shape.parameters import take_parameters
from assistant.understanding.shape.ratios import rank_by_ratio, take_ratios
from assistant.understanding.shape.shapes import take_shapes
from assistant.understanding.shape.share_wholes import take_share_wholes
from assistant.understanding.shape.shares import order_by_shares
from assistant.understanding.shape.sides import take_sides
from assistant.understanding.shape.told import drop_told_periods, read_told_numbers
from assistant.understanding.shape.typical import read_typical
from assistant.understanding.time.settling import settle_time

ASSUMED_METRIC = -1
"""Place among the picks of a metric that the question does not name."""


def _take_given(draft: Draft) -> None:
    """The metric chosen for a question that names none, or those of the question before."""
    if not draft.metrics and ASSUMED_METRIC in draft.ground.picks:
        draft.metrics.append(draft.ground.picks[ASSUMED_METRIC])
    if not draft.metrics and draft.ground.base is not None:
        draft.metrics.extend(draft.ground.base.metrics)


NAMED = (
    name_kept_limits,
    take_said_rates,
    take_said_durations,
    take_each_of,
    name_limited_deeds,
    name_times_done,
    name_limited_rates,
    name_limited_objects,
    name_limited_verbs,
    choose_segments,
    name_done,
    name_defined,
    name_used_parts,
    name_grown,
    name_counted_groups,
    name_speeds,
    name_own_series,
    name_spent_per,
    name_tables,
    read_ranked_periods,
    take_metrics,
    tell_qualities,
    free_averaged_people,
    free_preferring,
    take_people_who,
    take_state_counts,
    take_verb_rates,
    take_object_deeds,
    take_said_of_things,
    take_verb_nouns,
    take_extreme_number,
    take_deed_of_things,
    take_named_deeds,
    take_sold,
    take_copies_sold,
    take_times_asked,
    take_parallel_counts,
    take_times_of_deed,
    take_done_amounts,
    take_part_of_amount,
    take_asked_beside,
    _take_given,
)
"""What finds the metrics that the question names."""

OTHERWISE = (
    take_scored,
    take_column_amounts,
    take_popular,
    take_times_verb,
    take_doers,
    take_counted_thing,
    take_counted_by_number,
    take_parted,
    take_metrics_of_segments,
    take_counted_unit,
    take_measured_unit,
    take_classified,
    take_of_values,
    take_kept_things,
    take_number_sold,
    take_deed,
    take_performed,
    take_called_by_noun,
    take_listing,
    take_composed,
)
"""What names a metric where no name of one is said: the first that does."""

OF_METRICS = (
    settle_kind,
    turn_to_times,
    take_people_last,
    take_finished,
    take_amounts_named,
    take_counted_over,
    take_sizes,
    take_components,
    choose_by_origin,
    choose_by_group,
    take_sums,
    take_differences,
    take_amounts_of,
    take_their_money,
    take_amounts,
    take_one_in_other,
    take_ratios,
    mark_group_counts,
    take_speeds,
    take_compared_speeds,
    check_steps,
    check_counted,
    drop_unusable,
)
"""What chooses among the metrics named and adds those they stand for."""

RULES = (
    name_bands,
    keep_shared_fields,
    name_row_amounts,
    name_done_numbers,
    read_as_defined,
    take_texts,
    read_own_grain,
    take_keys,
    read_related_doers,
    take_moving,
    mark_accumulated,
    set_beside,
    set_before_named,
    take_against_mean,
    take_averages,
    read_own_rows,
    take_parameters,
    take_numbered,
    take_dated,
    take_qualified,
    take_own_limits,
    take_row_limits,
    take_bare_ranges,
    take_bare_amounts,
    drop_told_periods,
    take_picked_buckets,
    take_times,
    take_asked_when,
    take_day_kinds,
    take_changes,
    take_places,
    take_ends,
    take_limits,
    take_sole,
    take_segments,
    take_claims,
    take_thresholds,
    take_flag_answers,
    take_missing,
    take_present,
    turn_left_out,
    take_routes,
    take_owners,
    take_values,
    choose_by_owner,
    limit_to_finished,
    leave_out_ended,
    turn_limits,
    drop_told_by_rate,
    take_vague,
    take_listed_numbers,
    read_ranked_amounts,
    take_group_counts,
    take_groups,
    take_kinds_by_end,
    group_by_segments,
    group_listed,
    group_ranked,
    take_groups_in_names,
    take_asked_where,
    show_numbered,
    turn_averaged_limits,
    take_each_listed,
    take_one_by_one,
    take_shapes,
    take_share_wholes,
    take_sides,
    read_own_bucket,
    group_asked_first,
    take_orders,
    order_by_own_extreme,
    take_one_of_sorted,
    read_order_marks,
    read_units,
    settle_time,
    take_limit_per,
    order_by_shares,
    take_within,
)
"""What reads everything else: conditions, groups, periods, shape."""

LEFT_OVER = (
    read_whose_number,
    read_what_is_left,
    read_asked_counts,
    read_deeds,
    read_asked_again,
    read_over,
    read_degrees,
    read_own_units,
    read_measured_so,
    read_converted,
    read_ranked_words,
    read_light_verbs,
    read_having_and_being,
    read_coming,
    read_homes,
    read_moved_things,
    read_value_endings,
    read_carrying,
    read_reckoned,
    read_told_unit,
    read_over_time,
    read_each_behind,
    read_persons,
    read_told_numbers,
    read_stand_ins,
    read_asides,
    read_relatives,
    read_kinds_behind,
    read_typical,
    read_causes,
    read_number_heads,
    read_doers,
    read_echoes,
    read_said_again,
    tell_relations,
)
"""What explains words that say nothing new beside what is read by now."""


FINISHING = (
    require_dimensions,
    rank_all_of_asked,
    group_picked,
    order_columns,
    take_described,
    rank_by_ratio,
    check_limits,
    check_summed_limits,
    check_each_left,
    check_ranked_flags,
    check_ranked_lists,
    check_most_of,
    check_busy,
    check_share,
    check_added,
    check_averaged_people,
    check_own_things,
    check_counted_kinds,
    check_speeds,
    check_one_by_one,
    check_places_left,
    check_enumerated,
    check_asked_kinds,
    check_moving,
    check_numbers_done,
    check_parallel_counts,
    check_times_of_people,
    check_times_counted,
    check_origins,
    check_tables,
    check_whose,
    check_asked_otherwise,
    check_asked_units,
    check_scored,
    check_one_question,
    check_two_asked,
    check_people_who,
    check_of_these,
    check_of_first_ones,
    check_percent_asked,
    check_share_of_part,
    check_whole_of_all,
    check_dated_part,
)
"""What completes the query and refuses one that would not be what was asked."""
