"""Dispatch (G2, G3, E8): what leaves today, in which sequence, how much, from where, and why; and what it costs the others.

The way through it, each step a pure function of the one before:

1. `opening.opened(facts, today, limits, decided)`: the `Book` of a day, and what was set aside with a sentence;
2. `plan.planned(book, limits)`: the `Plan` with the run, the run without priority, new dates, price, service, reasons in words;
3. `replan`: `promised` (handed to the next `Decided`), `effect` of a move before it is saved, `by_lot` for the list of picks,
   `stale` before releasing (what changed since the plan), `released` (the book without what left).

`codes` has the reasons and flags, `words` says them, `rules` what policy decides. Quantities, money, weights and days of a book
are whole numbers (`book` says of what); `Book.units`, `book.money` and `book.day_of` turn them back.
"""
