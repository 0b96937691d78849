"""Invoices and collection in person (G6): how an account wants its invoice, who asks it to pay, when and how, and did it help.

debts.read(book, as_of)                      what is owed, part by part
wishes.checks(wish, invoice)                 what an invoice lacks of what its account asked for
routes.of(customer, limits, key=…, own=…)    who asks, how, when, in which tone, and whom
worklist.worklist(asked, limits)             what is due and coming, by whom, in order, with the reason in words
promises.outcome(promise, debts, as_of)      promises to pay: kept, broken, or still open
hours.when(...)                              when a person may be contacted by law
habit.before_and_after(...)                  days beyond terms before and after the status
"""
