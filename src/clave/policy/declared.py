"""Every value that is policy, by name: what it decides and what it may be. Their figures are in `default.toml`."""

from __future__ import annotations

from clave.base.holidays import COUNTRIES
from clave.base.words import _
from clave.policy.kinds import (
    choice,
    counts,
    cron,
    days,
    delays,
    level,
    limit,
    number,
    ordering,
    price,
    rate,
    share,
    unknown_price,
    weights,
    whole,
    words,
)  # fmt: skip

CRITERIA = (
    "volume", "distributor", "kilos", "profit", "potential", "loyalty",
    "knowledge", "idle_stock", "prestige", "multinational", "extraordinary", "cash",
)  # fmt: skip

order = ordering("order", _("Criteria in force, in order of importance"), CRITERIA)
PRIVILEGES = (
    "contact", "sponsor", "dispatch", "complete", "dock", "production", "no_minimum", "preferential", "billing",
    "improvement", "laboratory", "returns", "preview", "seconds", "joint_plan", "one_voice", "visibility", "report",
)  # fmt: skip
"""What a key account may be given, in the order in which it is told (privileges/catalogue says what each is)."""

weighting = choice("weighting", _("How the order becomes weights"), "rank_order_centroid", "rank_sum", "typed")
typed_weights = weights("typed_weights", _("Weights, where they are typed"), CRITERIA)

gate_days = number(
    "gate.days_beyond_terms", _("Excellent payer: money-weighted days beyond terms, at most"), 0, unit="days"
)
gate_within = share("gate.within_terms", _("Excellent payer: share of money paid within terms, at least"))
gate_open_days = number(
    "gate.worst_open_days", _("Excellent payer: days that any open invoice is late, at most"), 0, unit="days"
)

abc_a = share("abc.a", _("Class A: cumulated share of money up to here"))
abc_b = share("abc.b", _("Class B: cumulated share of money up to here"))

volume_top = share("volume.top_share", _("Volume applies inside this top share of customers by money"))
kilos_top = share("kilos.top_share", _("Kilos applies inside this top share of customers by kilos"))
profit_top = share("profit.top_share", _("Profit applies inside this top share of customers by margin money"))
profit_rate_quantile = share("profit.rate_quantile", _("Profit also asks for a margin rate at or above this quantile"))
profit_high = share("profit.high_quantile", _("Margin money at which the score reaches 100, as a quantile"))
distributor_floor = share(
    "distributor.floor", _("Part of the score that being a distributor is worth, whatever its size")
)
distributor_channels = words("distributor.channels", _("Channels that are distributors or representatives"))
potential_top = share("potential.top_share", _("Potential applies inside this top share of customers by headroom"))
potential_growth = number(
    "potential.growth_floor", _("Potential also applies where growth's lower bound is above this"), unit="share"
)
growth_high = number("potential.growth_high", _("Growth at which the score reaches 100"), 0, unit="share")
loyalty_continuity = share("loyalty.continuity", _("Loyalty applies from this share of months with purchase"))
loyalty_weights = counts(
    "loyalty.parts", _("Weight of each part of the loyalty score"), ("continuity", "information", "freshness")
)
loyalty_touches = whole("loyalty.touches", _("Contacts a year, each way, at which information counts in full"), 1)
loyalty_profile_days = days("loyalty.profile_days", _("Days after which an unconfirmed profile counts nothing"))
idle_top = share("idle_stock.top_share", _("Idle stock applies inside this top share of those who take it"))
judged_minimum = number(
    "judged.minimum_rating", _("A judged criterion applies from this median rating"), 0, unit="rating"
)
judged_days = days("judged.fresh_days", _("Days for which a rating counts, where it has no expiry of its own"))
judged_raters = whole("judged.raters", _("People wanted to rate each customer on each judged criterion"), 1, 20)
judged_disagree = whole(
    "judged.disagree", _("Raters disagree from so many steps between the lowest and the highest"), 1, 4
)
judged_kinds = choice(
    "judged.kinds", _("How the kinds of an extraordinary benefit make its one rating"), "best", "mean"
)
judged_answer = days("judged.answer_days", _("Days to answer when somebody is asked to rate"))
judged_renew = days("judged.renew_days", _("Days before a rating expires in which it is asked for again"))
cash_share_floor = share("cash.share", _("Cash applies from this share paid in cash or in advance"))

value_shape = choice("value.shape", _("Value function of sizes"), "logarithmic", "percentile", "linear", "steps")
value_low = share("value.low_quantile", _("Quantile of active customers that scores 0"))
value_high = share("value.high_quantile", _("Quantile of active customers that scores 100"))
value_population = whole("value.smallest_population", _("Fewer customers than this are scored by percentile"), 2)
unknown_low = share("unknown.low_quantile", _("An unknown score may be as low as this quantile of the known ones"))
unknown_high = share("unknown.high_quantile", _("An unknown score may be as high as this quantile of the known ones"))

growth_months = whole("growth.minimum_months", _("Months with purchase, of 24, that growth needs"), 1, unit="months")
growth_draws = whole("growth.draws", _("Bootstrap draws of growth's interval"), 50, 100_000)
growth_block = whole("growth.block_months", _("Months in a block of that bootstrap"), 1, 24, unit="months")
interval_level = level("interval.level", _("Level of every interval shown"))
silent_quantile = share("rhythm.silent_quantile", _("Silent past this quantile of a customer's own gaps"))
silent_purchases = whole("rhythm.minimum_purchases", _("Purchases from which a customer's own gaps are enough"), 2)
family_purchases = whole("families.minimum_purchases", _("Times a family must have been bought to be missed"), 2)
family_overdue = number(
    "families.overdue_times", _("Times its own rhythm after which a family is lost"), 1, unit="times"
)
peer_share = share("wallet.peer_share", _("Peers that must buy a family for it to count in the wallet"))
peer_quantile = share("wallet.quantile", _("Quantile of what peers buy that counts as the wallet"))
peer_minimum = whole("wallet.minimum_peers", _("Comparable customers below which there is no estimate"), 2)
peer_maximum = whole("wallet.maximum_peers", _("Nearest customers by family mix that count as peers"), 2)
wallet_days = days("wallet.fresh_days", _("Days for which a declared wallet counts, without expiry of its own"))

cost_currency = words("cost.currency", _("Currency of the unit costs below; in others cost to serve is not available"))
cost_order_line = unknown_price("cost.order_line", _("Cost of handling one order line"))
cost_small_order = price("cost.small_order", _("Extra cost of a small order"))
cost_small_limit = number("cost.small_order_below", _("Orders below this value are small"), 0, unit="money")
cost_delivery = unknown_price("cost.delivery", _("Cost of one delivery"))
cost_urgent = unknown_price("cost.urgent_delivery", _("Extra cost of an urgent delivery"))
cost_visit = unknown_price("cost.visit", _("Cost of one visit"))
cost_call = unknown_price("cost.call", _("Cost of one call, mail or message"))
cost_lab_hour = unknown_price("cost.lab_hour", _("Cost of one hour of laboratory"))
cost_kam_hour = unknown_price("cost.kam_hour", _("Cost of one hour of a KAM"))
cost_capital = rate("cost.capital_rate", _("Cost of capital a year, for the days of credit"))

health_overdue = number(
    "health.overdue_watch", _("In watch: days without buying, in times its own rhythm, from"), 1, unit="times"
)
health_open_watch = number(
    "health.open_days_watch", _("In watch: days that its oldest open invoice is late, above"), 0, unit="days"
)
health_open_risk = number(
    "health.open_days_risk", _("At risk: days that its oldest open invoice is late, above"), 0, unit="days"
)
health_beyond_watch = number(
    "health.days_beyond_watch", _("In watch: money-weighted days beyond terms, above"), 0, unit="days"
)
health_beyond_risk = number(
    "health.days_beyond_risk", _("At risk: money-weighted days beyond terms, above"), 0, unit="days"
)
health_fall_watch = share("health.fall_watch", _("In watch: purchases that surely fall by more than this"))
health_fall_risk = share("health.fall_risk", _("At risk: purchases that surely fall by more than this"))
health_lost_watch = whole("health.lost_families_watch", _("In watch: product families it stopped buying, from"), 1)
health_lost_risk = whole("health.lost_families_risk", _("At risk: product families it stopped buying, from"), 1)

seats = counts("seats", _("Seats reserved by criterion, filled by that criterion's score"), CRITERIA)
capacity_count = whole("capacity.count", _("Key accounts at most"), 1)
capacity_share = share("capacity.share", _("Key accounts at most, as a share of active customers"))
capacity_kams = limit("capacity.kams", _("Key account managers"))
capacity_accounts = limit("capacity.accounts_per_kam", _("Accounts that one key account manager can carry"))
capacity_hours = limit("capacity.kam_hours", _("Hours a month of all key account managers"), unit="hours")
capacity_budget = limit("capacity.budget", _("Programme budget a year"), unit="money")
capacity_source = choice(
    "capacity.source",
    _("Where limits on managers come from that policy does not set: nowhere, or what was entered for each person"),
    "policy",
    "people",
)
treatment_hours = limit("capacity.treatment_hours", _("Hours a month that one key account takes"), unit="hours")
relationship_hours = limit(
    "capacity.relationship_hours",
    _("Hours a month that one relationship takes, in an account whose relationships were entered"),
    unit="hours",
)
treatment_cost = limit("capacity.treatment_cost", _("Cost a year of treating one account as key"), unit="money")
warn_accounts = whole("capacity.warn_accounts", _("Warn above this many key accounts"), 1)
warn_per_kam = whole("capacity.warn_per_kam", _("Warn above this many accounts per manager"), 1)

band_safe = share("bands.safe", _("Safe from this acceptability"))
band_out = share("bands.out", _("Out up to this acceptability"))
band_entry = share("bands.entry", _("A newcomer enters from this acceptability"))
band_exit = share("bands.exit", _("A member falls below the exit band under this acceptability"))
band_reviews = whole("bands.reviews", _("Reviews running below the exit band before a member leaves"), 1)
band_stay = whole("bands.minimum_stay", _("Reviews that a new member stays at least"), 0)
debate_weak = share("debate.weak", _("Agreement in a debate is weak from this Kendall's W; below, very weak"))
debate_moderate = share("debate.moderate", _("Agreement in a debate is moderate from this Kendall's W"))
debate_strong = share("debate.strong", _("Agreement in a debate is strong from this Kendall's W"))
debate_unusual = share("debate.unusual", _("Agreement in a debate is unusually strong from this Kendall's W"))
debate_criteria = whole("debate.criteria", _("Criteria from which the chance of an agreement is reckoned"), 2, 12)
debate_chance = share("debate.chance", _("Up to this chance an agreement is not taken for chance"))
committee_quorum_share = share(
    "committee.quorum_share", _("Committee: share of those who may vote on a line that makes a quorum")
)
committee_quorum_votes = whole("committee.quorum_votes", _("Committee: votes that a quorum has at least"), 1, 1_000)
committee_separation = choice(
    "committee.separation",
    _("Who answers for an account does not count on it"),
    "votes_and_decisions", "votes", "decisions", "none",
)  # fmt: skip
committee_override_days = days("committee.override_days", _("Longest time that a decision against the rule holds"))
committee_voting_days = days("committee.voting_days", _("Usual days to vote on a proposal"))
life_trial = whole("life.trial_months", _("Months that a new key account is on trial"), 0, 60, unit="months")
life_review = whole("life.review_months", _("Months between two reviews of the list"), 1, 60, unit="months")
life_announce = days("life.announce_days", _("A customer is told within this many days of the decision"), 0)
life_ask = days("life.ask_days", _("An ending is asked about this many days before"), 0)
life_landing = days("life.landing_days", _("A soft landing lasts this many days at least"), 0)
life_back = whole("life.take_back_hours", _("Hours in which whoever moved a status can take it back"), 0, 720)

production_mode = choice(
    "production.mode",
    _("What a plan of the plant makes small: lateness by weight, or key orders never late if possible, then the rest"),
    "weights", "never_late",
)  # fmt: skip
production_moves = whole("production.moves", _("Moves tried to improve a plan of the plant"), 0, 100_000_000)
production_seed = whole("production.seed", _("Seed of those moves"), 0, 999_999_999)
production_frozen = number(
    "production.frozen_hours",
    _("Orders that begin within these hours stay as the plan in force has them"),
    0,
    unit="hours",
)
production_lock_days = days("production.lock_days", _("Days that a work order may stay locked by hand"))
production_setup = number(
    "production.setup_hours", _("Setup between two families of which nothing else is known"), 0, unit="hours"
)
production_machine_hour = number("production.machine_hour", _("Cost of one hour of machine"), 0, unit="money")
production_longest = number(
    "production.longest_hours", _("A work order of more hours than this is taken for a slip"), 1, unit="hours"
)
production_starts = number(
    "production.day_starts", _("Hour at which a machine without shifts begins to work"), 0, unit="hours"
)
production_hours = number("production.day_hours", _("Hours a day of a machine without shifts"), 0, unit="hours")
production_days = whole("production.days_a_week", _("Days a week of a machine without shifts, from Monday on"), 1, 7)

collection_before = days(
    "collection.key_before_days",
    _("Collection: a debt of a key account is announced this many days before it is due"),
    0,
)
collection_key_first = days("collection.key_first_days", _("Collection: first contact of a key account, days late"), 0)
collection_key_again = days("collection.key_again_days", _("Collection: days between two contacts of a key account"))
collection_first = days("collection.first_days", _("Collection: first contact of any other customer, days late"), 0)
collection_again = days("collection.again_days", _("Collection: days between two contacts of any other customer"))
promise_grace = days(
    "collection.promise_grace", _("Days that a payment may take through the bank after its promise"), 0
)
habit_months = whole("collection.habit_months", _("Months compared before and after the status"), 1, 60, unit="months")
habit_documents = whole(
    "collection.habit_documents", _("Documents on each side below which habits are not compared"), 1
)
collection_band = days("collection.band_days", _("Days of each band in which what is late is added up"))
collection_fresh = days(
    "collection.fresh_days", _("Days without news of payments after which the worklist says that it is old")
)
calendar_country = choice(
    "calendar.country",
    _("Country whose public holidays are kept: nobody is asked to pay or is due on them"),
    *COUNTRIES,
)
contact_from = number(
    "contact.from_hour", _("People are asked to pay from this hour on, Monday to Friday"), 0, unit="hours"
)
contact_to = number("contact.to_hour", _("People are asked to pay until this hour, Monday to Friday"), 0, unit="hours")
contact_saturday_from = number("contact.saturday_from", _("The same on Saturdays, from"), 0, unit="hours")
contact_saturday_to = number("contact.saturday_to", _("The same on Saturdays, until"), 0, unit="hours")

hospitality_person = number("hospitality.person", _("Hospitality: value of one act for one person"), 0, unit="money")
hospitality_person_year = number(
    "hospitality.person_year", _("Hospitality: value for one person in a year"), 0, unit="money"
)
hospitality_account = number("hospitality.account", _("Hospitality: value of one act for an account"), 0, unit="money")
hospitality_account_year = number(
    "hospitality.account_year", _("Hospitality: value for an account in a year"), 0, unit="money"
)
hospitality_official = number(
    "hospitality.official", _("Hospitality: value of one act for a public official, or who may be one"), 0, unit="money"
)
hospitality_official_year = number(
    "hospitality.official_year", _("Hospitality: value for a public official, or who may be one, in a year"), 0,
    unit="money",
)  # fmt: skip
hospitality_received = number(
    "hospitality.received", _("Hospitality: value of what one of ours gets of a customer at a time"), 0, unit="money"
)
hospitality_received_year = number(
    "hospitality.received_year",
    _("Hospitality: value of what one of ours gets of customers in a year"),
    0,
    unit="money",
)
hospitality_split = days("hospitality.split_days", _("Hospitality: days within which several acts count as one"))
hospitality_approvers = words(
    "hospitality.approvers",
    _("Hospitality: who approves what is past a limit"),
    ("compliance", "director", "management"),
)
hospitality_ahead = days("hospitality.ahead_days", _("Hospitality: days ahead in which birthdays are shown"))

improvement_weights = counts(
    "improvement.weights",
    _("Queue of improvements: points of a key account, of its value, of the promised day, and of waiting"),
    ("key", "value", "promised", "waiting"),
)
improvement_waiting = days(
    "improvement.waiting_days", _("Queue of improvements: days of waiting that earn all its points")
)
improvement_ahead = days(
    "improvement.promised_days", _("Queue of improvements: days before its promise that earn points")
)

asking_days = days(
    "asking.answer_days", _("Portal: working days to tell a customer what will be done with what it asked")
)
asking_left = days("asking.left_days", _("Portal: days for which what left is still listed among the orders"), 0)

rotation_months = whole(
    "rotation.months", _("Idle stock: months of purchases that show who takes it"), 1, 60, unit="months"
)
rotation_cover = number(
    "rotation.cover", _("Idle stock: offered at most this many times what was taken in a month"), 0, unit="times"
)
rotation_offers = whole("rotation.offers", _("Idle stock: accounts that one product is offered to at a time"), 1, 100)

draws = whole("draws", _("Draws behind 'how sure'"), 100, 100_000)
seed = whole("seed", _("Seed of those draws"), 0, 999_999_999)

charge_codes = words("intake.charge_codes", _("Product codes that are charges, not product; * stands for anything"))
intake_megabytes = whole("intake.maximum_megabytes", _("Largest file that is read"), 1, unit="megabytes")
intake_ratio = whole(
    "intake.maximum_compression", _("A packed sheet that grows more than this many times is refused"), 2, unit="times"
)
sources_page = whole("sources.page_rows", _("Rows that a source is asked for at once"), 100, 1_000_000)
sources_connect = whole("sources.connect_seconds", _("How long a source may take to answer at all"), 1, 600)
sources_seconds = whole("sources.seconds", _("How long one question to a source may take"), 1, 86_400)
sources_overlap = whole("sources.overlap_minutes", _("How much of what was read last a pull reads again"), 0, 10_080)
sources_numbers = whole(
    "sources.overlap_numbers", _("How many numbers of a counter of changes a pull reads again"), 0, 1_000_000_000
)
sources_full = whole(
    "sources.full_days", _("A pull is a full one where the last full one is older than these days"), 1, 3_650
)
sources_sample = whole("sources.sample_rows", _("Rows that are shown when a table of a source is tried"), 1, 200)
sources_try = whole("sources.try_seconds", _("How long somebody waits who tries a source"), 1, 120)
sources_retry = whole(
    "sources.retry_minutes", _("A pull that stopped by itself is tried again after so many minutes"), 1, 1_440
)
sources_failures = whole(
    "sources.failures", _("A source that failed so many times in a row is told to administrators"), 1, 100
)
sources_rejected = share(
    "sources.rejected_share", _("Share of rejected rows above which a pull waits for somebody to look at it")
)
sources_vanished = share(
    "sources.vanished_share",
    _("Share of the lines of its months above which what a full pull takes out of the book waits for somebody"),
)
sources_settled = whole(
    "sources.settled_seconds", _("How long a file must lie unchanged before it is taken in"), 1, 86_400
)
earliest_year = whole("intake.earliest_year", _("Dates before this year are rejected"), 1, 2100, unit="years")
days_ahead = days(
    "intake.days_ahead", _("Dates of documents later than this many days after the file's date are rejected"), 0
)
years_ahead = whole(
    "intake.years_ahead", _("Years ahead that a date to come (due, required) may lie; later ones are rejected"), 1, 99
)
intake_memory = whole(
    "intake.memory_megabytes", _("Memory of the import before it writes to disk"), 64, unit="megabytes"
)
intake_cells = whole("intake.maximum_cells", _("Largest sheet that is read, in cells"), 1, 20_000_000_000)
intake_formulas = share("intake.maximum_formulas", _("A sheet with a larger share of formulas is refused"))

coverage_thin = share("coverage.thin_month", _("A month with fewer lines than this share of the usual month is thin"))
coverage_stale = days("coverage.stale_days", _("Facts older than this many days before the date asked are stale"))
coverage_lacking = share("coverage.lacking_share", _("What a larger share of lines or products lacks is a warning"))
coverage_months = whole("coverage.usual_months", _("Months of history below which trends say little"), 1, unit="months")

schedule_refresh = cron("schedule.refresh", _("When the list is made anew, if facts or policy changed"))
schedule_bulletin = cron("schedule.bulletin", _("When the weekly bulletin goes out"))
schedule_ledger = cron(
    "schedule.ledger", _("When the promises are judged anew, if facts, policy or privileges changed")
)
schedule_alerts = cron("schedule.alerts", _("When the alerts of Hoy are looked for anew"))
schedule_voice = cron("schedule.voice", _("When surveys and novelties are closed, reminded of and asked"))
schedule_promotions = cron("schedule.promotions", _("When the joint promotions are measured anew"))
schedule_outcome = cron("schedule.outcome", _("When it is reckoned anew whether the programme pays"))
schedule_reports = cron("schedule.reports", _("When the reports of consumption of a period that ended are prepared"))
schedule_digest = cron("schedule.digest", _("When the weekly digest of promises goes out"))
schedule_reminders = cron("schedule.reminders", _("When reminders of what nobody acknowledged are written"))
schedule_agenda = cron("schedule.agenda", _("When everybody is written what they have to do with customers"))
schedule_house = cron("schedule.house", _("When the house is cleared of what is too old"))
schedule_sources = cron("schedule.sources", _("How often it is looked whether a source is due"))
schedule_backup = cron("schedule.backup", _("When everything is backed up, where a folder for it is set"))
keep_jobs = days("keep.jobs_days", _("Days for which a job that ended stays on the page of jobs"))
keep_originals = days("keep.originals_days", _("Days for which the files of an import are kept after it ended"))
keep_pulls = days("keep.pulls_days", _("Days for which a pull of a source that ended stays in its history"))
keep_runs = days("keep.runs_days", _("Days for which it is kept when something was done by itself"))
keep_measured = days("keep.measured_days", _("Days for which measures taken for a trial are kept unused"))
keep_decisions = days("keep.order_decisions_days", _("Days for which the answers of order entry are kept"), 200)
keep_backups = whole("keep.backups", _("Backups that are kept in their folder, the newest ones"), 2, 1_000)
keep_mails = days("keep.mails_days", _("Days for which the words of a mail are kept after it was sent"))

schedule_personal = cron("schedule.personal", _("When personal data that is kept too long is looked for"))
personal_query = days("personal.query_days", _("Business days to answer who asks for a copy of their data"))
personal_claim = days(
    "personal.claim_days",
    _("Business days to answer who asks to be corrected, erased, or not to be used for something"),
)
personal_left = days("personal.left_days", _("Days for which a person is kept who left the customer"))
personal_taken_out = days(
    "personal.taken_out_days", _("Days for which a person is kept who was taken out of an account")
)
personal_refused = days("personal.refused_days", _("Days in which who does not want to be kept is erased"))
personal_colleague = days("personal.colleague_days", _("Days for which a colleague is kept who no longer signs in"))
personal_package = days(
    "personal.package_days", _("Days for which the copy of a person's data is kept after it was made")
)
personal_files = days("personal.files_days", _("Days for which a file with people is kept that nobody loaded"))

acknowledge_days = days(
    "announcement.acknowledge_days", _("Days after which an announcement that nobody acknowledged is reminded")
)
link_days = days("announcement.link_days", _("Days for which the link to acknowledge an announcement works"))

dispatch_strict = days("dispatch.strict_head_start", _("Head start of the preset «strict»"), 0)
dispatch_guard = share("dispatch.guard", _("Share of each stock that is kept first for ordinary lines"))
dispatch_relief = whole(
    "dispatch.relief",
    _("Times priority may displace a line before it goes first for a day; 0 = no such relief"),
    0,
    100,
)
dispatch_transit = days(
    "dispatch.transit_days", _("Days that goods travel: a line has to leave so much before its day"), 0
)
dispatch_released = days(
    "dispatch.released_days",
    _("Days that what was confirmed stays off its order line, unless the orders say sooner that it left"),
    1,
)
dispatch_move_days = days("dispatch.move_days", _("Days that a line may stay moved by hand"))
dispatch_ties = choice("dispatch.ties", _("What goes first among lines of the same day"), "oldest", "money_per_kilo")
dispatch_closed = words("dispatch.closed_words", _("Words of an order's state that mean it is no longer open"))
dispatch_held = words("dispatch.held_words", _("Words of an order's state that mean credit holds it back"))
dispatch_carrying = share("dispatch.carrying_rate", _("Cost of money that waits, a day"))
dispatch_lost = share("dispatch.lost_sale_rate", _("Sales at risk among what waits, a week"))
dispatch_scarce = share(
    "dispatch.key_share_of_scarce", _("Warn where key lines ask for more than this share of what is scarce")
)
entry_fresh = days("dispatch.fresh_days", _("Days of age from which an order entry says that its list is old"), 0)

ledger_months = whole("ledger.months", _("Months of promises that the ledger judges"), 1, 60, unit="months")
ledger_recent = days("ledger.recent_days", _("Days that count as now; they are compared with as many before them"), 7)

template_all = words("template.all", _("Privileges of every key account"), PRIVILEGES)
TEMPLATES = {
    "volume": words("template.volume", _("Privileges more for who is key by volume"), PRIVILEGES),
    "distributor": words("template.distributor", _("Privileges more for who is key as distributor"), PRIVILEGES),
    "kilos": words("template.kilos", _("Privileges more for who is key by kilos"), PRIVILEGES),
    "profit": words("template.profit", _("Privileges more for who is key by profit"), PRIVILEGES),
    "potential": words("template.potential", _("Privileges more for who is key by potential"), PRIVILEGES),
    "loyalty": words("template.loyalty", _("Privileges more for who is key by loyalty"), PRIVILEGES),
    "knowledge": words("template.knowledge", _("Privileges more for who is key by knowledge"), PRIVILEGES),
    "idle_stock": words("template.idle_stock", _("Privileges more for who is key by idle stock"), PRIVILEGES),
    "prestige": words("template.prestige", _("Privileges more for who is key by prestige"), PRIVILEGES),
    "multinational": words("template.multinational", _("Privileges more for who is key as multinational"), PRIVILEGES),
    "extraordinary": words(
        "template.extraordinary", _("Privileges more for who is key by extraordinary benefit"), PRIVILEGES
    ),
    "cash": words("template.cash", _("Privileges more for who is key by cash"), PRIVILEGES),
}
"""The privileges that a category adds to those of every key account."""

RHYTHMS = (
    "owner_purchasing", "owner_management", "sponsor_management", "credit_finance", "lab_technical", "dispatch_logistics",
    "quality_quality", "marketing_sales",
)  # fmt: skip
"""The rhythms of contact that an account may begin with (operations/rhythms says what each is)."""
cadence_days = counts("cadence.days", _("Days between two contacts of each standard rhythm"), RHYTHMS)
cadence_all = words("cadence.all", _("Rhythms with which every key account begins"), RHYTHMS)
RHYTHMS_OF = {
    "volume": words("cadence.volume", _("Rhythms more for who is key by volume"), RHYTHMS),
    "distributor": words("cadence.distributor", _("Rhythms more for who is key as distributor"), RHYTHMS),
    "kilos": words("cadence.kilos", _("Rhythms more for who is key by kilos"), RHYTHMS),
    "profit": words("cadence.profit", _("Rhythms more for who is key by profit"), RHYTHMS),
    "potential": words("cadence.potential", _("Rhythms more for who is key by potential"), RHYTHMS),
    "loyalty": words("cadence.loyalty", _("Rhythms more for who is key by loyalty"), RHYTHMS),
    "knowledge": words("cadence.knowledge", _("Rhythms more for who is key by knowledge"), RHYTHMS),
    "idle_stock": words("cadence.idle_stock", _("Rhythms more for who is key by idle stock"), RHYTHMS),
    "prestige": words("cadence.prestige", _("Rhythms more for who is key by prestige"), RHYTHMS),
    "multinational": words("cadence.multinational", _("Rhythms more for who is key as multinational"), RHYTHMS),
    "extraordinary": words("cadence.extraordinary", _("Rhythms more for who is key by extraordinary benefit"), RHYTHMS),
    "cash": words("cadence.cash", _("Rhythms more for who is key by cash"), RHYTHMS),
}
"""The rhythms that a category adds to those of every key account."""
cadence_owner_days = days("cadence.owner_days", _("Days late after which the owner of the account is told"))
cadence_sponsor_days = days("cadence.sponsor_days", _("Days late after which its sponsor is told too"))
cadence_ahead_days = days("cadence.ahead_days", _("Days ahead that the page of contacts that are due shows"))

promise_target = share("promise.target", _("A privilege is up to date from this share of its promises kept"))
promise_contact = days("promise.contact_days", _("Days between two contacts of the KAM, at most"))
promise_sponsor = days("promise.sponsor_days", _("Days between two contacts of the sponsor, at most"))
promise_head_start = counts(
    "promise.head_start_days", _("Days that an order of a key account has ahead in dispatch, by category"), CRITERIA
)
promise_complete = share("promise.complete", _("Share of order lines complete and on time that is promised"))
promise_dock = days("promise.dock_days", _("Days ahead in which the day and dock of a load are agreed"))
promise_weight = counts(
    "promise.production_weight",
    _("Weight of a key account's order in production, by category; others weigh 1"),
    CRITERIA,
)
promise_invoice = days("promise.invoice_days", _("Days in which an error on an invoice is put right"))
promise_improvement = days("promise.improvement_days", _("Days in which a request for a product is answered"))
promise_laboratory = whole("promise.laboratory_hours", _("Hours of laboratory a year"), 1, 10_000, unit="hours")
promise_returns = whole("promise.returns", _("Returns a year without a fault of ours"), 1, 1_000)
promise_preview = days("promise.preview_days", _("Days before everybody else that a novelty is shown"))
promise_seconds = days("promise.seconds_days", _("Days before everybody else that seconds are offered"))
promise_plan = whole("promise.plan_months", _("Months between two reviews of the joint plan"), 1, 60, unit="months")
promise_report = whole("promise.report_months", _("Months between two reports of consumption"), 1, 12, unit="months")

condition_discount = share("condition.largest_discount", _("Largest discount that a condition may give"))
condition_terms = days("condition.longest_terms", _("Most days that a condition may add to the usual terms"))
condition_days = days("condition.longest_days", _("Longest time for which a condition is given"))
condition_expiring = days("condition.expiring_days", _("Days before its end in which a condition is announced"))
minimum_months = whole(
    "minimum.report_months", _("Months that the report of small orders looks back"), 1, 36, unit="months"
)

alert_longest = number("alerts.times_longest", _("Alert of silence from so many times its longest gap of 36 months"), 0)
alert_quiet = days("alerts.quiet_days", _("Alert of silence from so many days without buying, whatever its rhythm"))
alert_purchases = whole("alerts.purchases", _("Purchase days in 36 months from which a silence can be judged"), 3)
alert_gone = days("alerts.gone_days", _("Days without buying after which it is no longer news"))
alert_thinning = share("alerts.thinning", _("Alert of mix from this share of its families no longer bought"))
alert_drift = days("alerts.drift_days", _("Alert of payment from so many days later than it used to pay"))
alert_drift_chance = share("alerts.drift_chance", _("Alert of payment only where chance alone explains it less often"))
alert_drift_window = days(
    "alerts.drift_window", _("Days whose invoices are compared with those of the year before them")
)
alert_drift_documents = whole("alerts.drift_documents", _("Invoices wanted on each side to compare how it pays"), 3)
alert_broken = days("alerts.broken_days", _("Days for which a broken promise stands among the alerts"))
alert_competitor = days("alerts.competitor_days", _("Days for which the visit of a competitor stands among the alerts"))
alert_sponsor = days("alerts.sponsor_days", _("Days without a contact of the sponsor from which they count as absent"))
alert_thread = days("alerts.thread_days", _("Days looked back to see with how many people of the customer we speak"))
alert_lost = days("alerts.lost_days", _("Days for which somebody who left the customer stands among the alerts"))
alert_profile = days("alerts.profile_days", _("Days after which what is known of its people is old"))
alert_snooze = days("alerts.snooze_days", _("Longest time for which an alert may be put off"))
alert_agenda = days("alerts.agenda_days", _("Days ahead that the agenda of Hoy shows"))
service_own = number(
    "services.own_approval_below",
    _("Special services below this cost may be approved by who asked for them"),
    0,
    unit="money",
)
service_alert = share(
    "services.alert_share", _("Share of the budget of special services from which it is said to be near")
)
service_over = share("services.over_share", _("Share of the budget of special services above which it is over"))
service_months = whole(
    "services.forecast_months", _("Complete months before the end of the year is forecast"), 1, 11, unit="months"
)
suggestion_pool = whole(
    "needs.pool", _("Largest customers among which is looked who else could use a solution"), 10, 2_000
)
suggestion_most = whole("needs.suggestions", _("Customers suggested for a solution, at most"), 1, 50)
initiative_still = days("initiatives.still_days", _("Days without a move after which a joint initiative stands still"))
offsite_follow_up = days(
    "sessions.follow_up_days", _("Days after an off-site session from which its untouched ideas are said")
)
event_became = days("events.became_days", _("Days after an event in which a contact or a need may have come from it"))

report_begins = whole(
    "report.year_begins", _("Reports of consumption: month in which the year of the company begins"), 1, 12
)
report_months = whole(
    "report.months", _("Reports of consumption: months of a period where no privilege says it"), 1, 12, unit="months"
)
report_wait = whole(
    "report.wait_days",
    _("Reports of consumption: days after a period until its report is prepared"),
    0,
    90,
    unit="days",
)
report_gap = whole(
    "report.gap_days", _("Reports of consumption: days without an invoice at the end of a period that are usual"), 0, 31,
    unit="days",
)  # fmt: skip
report_families = whole("report.families", _("Reports of consumption: families that are listed one by one"), 2, 40)
report_changes = whole(
    "report.changes", _("Reports of consumption: families of each kind that are named among the changes"), 1, 20
)
report_change_share = share(
    "report.change_share", _("Reports of consumption: share by which a family must have moved to be named")
)
forecast_range = share("forecast.range", _("Forecasts: share of what was bought that the range should hold"))
forecast_horizon = whole("forecast.horizon_months", _("Forecasts: months ahead"), 1, 24, unit="months")
forecast_history = whole("forecast.history_months", _("Forecasts: months before that are read"), 12, 120, unit="months")
forecast_least = whole(
    "forecast.least_months",
    _("Forecasts: months since its first purchase from which a family has one"),
    12,
    60,
    unit="months",
)
forecast_held = whole("forecast.held_years", _("Forecasts: years like any other that a season is held against"), 0, 20)
forecast_periods = whole("forecast.periods", _("Forecasts: past periods from which their range is learned"), 1, 10)
forecast_cases = whole("forecast.cases", _("Forecasts: past cases from which a range can be said"), 10, 1_000)

promotion_history = whole(
    "promotions.history_months",
    _("Months before a promotion from which its baseline is reckoned"),
    24,
    120,
    unit="months",
)
promotion_bought = whole(
    "promotions.bought_months", _("Months with purchases in the year before, from which a baseline can be said"), 1, 12,
    unit="months",
)  # fmt: skip
promotion_windows = whole(
    "promotions.windows",
    _("Windows of the past that do not overlap, from which it can be said how sure a baseline is"),
    2,
    60,
)
promotion_season = share(
    "promotions.season_better",
    _("Share by which season must miss less in the account's own past to count in a baseline"),
)
promotion_pull = share("promotions.pull", _("Share of the pull of comparable accounts that counts in a baseline"))
promotion_peers = whole("promotions.peers", _("Comparable accounts from which their pull counts"), 2, 1_000)
promotion_most_peers = whole("promotions.most_peers", _("Comparable accounts that are looked at, at most"), 2, 1_000)
promotion_times = number("promotions.peer_times", _("Times the own level within which an account is comparable"), 1)
promotion_after = whole(
    "promotions.after_months", _("Months after a promotion in which purchases brought forward would be missing"), 1, 12,
    unit="months",
)  # fmt: skip
promotion_cost_cover = share(
    "promotions.cost_cover", _("Share of the purchases whose cost must be known to say a margin")
)
reference_account = whole(
    "references.per_account", _("References that an account gives in twelve months, at most"), 1, 100
)
reference_contact = whole(
    "references.per_contact", _("References that a person gives in twelve months, at most"), 1, 100
)
reference_rest = days("references.rest_days", _("Days that a person rests between two references"))
reference_wait = days("references.answer_days", _("Days after which a reference without an answer is shown late"))

api_rate = whole("api.requests_per_minute", _("Requests a minute that one key of the API may make"), 1)
api_batch = whole("api.largest_batch", _("Customers that one request of the API may ask for"), 1, 10_000)
api_export = whole("api.largest_export", _("Rows that one file of the API may hold"), 1, 1_000_000)
api_answers = days("api.answers_days", _("Days for which an act sent again by the API has its first answer"))
frame_minutes = whole("api.frame_minutes", _("Minutes for which a ticket shows a badge in a web frame"), 1, 1440)

webhook_retries = delays("webhooks.retry_after", _("How long after each failed try a webhook is tried again"))
webhook_jitter = share("webhooks.jitter", _("Share of a wait by which it may be longer, so that not all come at once"))
webhook_seconds = whole("webhooks.seconds", _("How long whoever receives a webhook may take to answer"), 1, 60)
webhook_failing = days("webhooks.failing_days", _("Days of nothing but failures after which a webhook is switched off"))
webhook_rotation = whole("webhooks.rotation_hours", _("Hours for which a replaced secret still signs as well"), 1, 720)
webhook_kept = days("webhooks.kept_days", _("Days for which what was sent by webhook is kept"))
webhook_waiting = whole(
    "webhooks.most_waiting",
    _("Messages that may wait for one receiver, at most; older ones are forgotten at night"),
    100,
)

plan_stale = days("plan.stale_days", _("Days after which a plan that nobody touched is shown stale"))
plan_objectives = whole("plan.most_objectives", _("Objectives in a plan, at most"), 1, 50)
plan_carried = whole("plan.open_actions", _("Open actions that one person keeps up with, in all plans"), 1, 500)
plan_tolerance = share("plan.tolerance", _("Share by which an objective may lag behind and still be on pace"))
PROFILE = (
    "sales", "headcount", "sites", "ownership", "growth", "projects", "changes", "certifications", "achievements",
    "competitors", "people",
)  # fmt: skip
"""Fields of the profile of an account (operations/profile says what each is)."""
profile_days = counts("profile.days", _("Days after which each field of a profile is stale"), PROFILE)
profile_weights = counts("profile.weights", _("Weight of each field in how fresh a profile is"), PROFILE)
influence_silent = days("influence.silent_days", _("Days without contact with who decides, before the map says so"))

# the first of each pair must not be above the second: a policy where it is contradicts itself
IN_ORDER = (
    (abc_a, abc_b),
    (value_low, value_high),
    (unknown_low, unknown_high),
    (peer_minimum, peer_maximum),
    (band_out, band_safe),
    (band_exit, band_entry),
    (service_alert, service_over),
    (promotion_peers, promotion_most_peers),
    (reference_contact, reference_account),
    (debate_weak, debate_moderate),
    (debate_moderate, debate_strong),
    (debate_strong, debate_unusual),
    (health_open_watch, health_open_risk),
    (health_beyond_watch, health_beyond_risk),
    (health_fall_watch, health_fall_risk),
    (health_lost_watch, health_lost_risk),
    (contact_from, contact_to),
    (contact_saturday_from, contact_saturday_to),
    (hospitality_person, hospitality_person_year),
    (hospitality_account, hospitality_account_year),
    (hospitality_official, hospitality_official_year),
    (hospitality_received, hospitality_received_year),
)
