"""Priority in the plant (G5): which work order runs on which machine, when, why, and what that costs the others.

plant = reading.plant(reading.facts(book, now), now, limits, priorities)  # what is wrong is in plant.set_aside
made = planning.plan(plant, planning.how(limits), in_force=lines, locks=locks)  # the same again for the same seed
made.schedule.rows()                                # a Gantt chart, machine by machine; made.lines is what is kept
cost = price.price(made, limits)                    # the same without priority, and the difference; `priced` does both
why.reasons(made, cost)                             # one reason in words for every order
difference.difference(before, made.schedule)        # what changes against the plan in force
"""
