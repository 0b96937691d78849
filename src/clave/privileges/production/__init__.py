"""Priority in the plant (G5): which work order runs on which machine, when, why, and what that costs the others.

plant = reading.plant(book, now, limits, grants)        # facts to a plant; what is wrong is set aside with a sentence
made = planning.plan(plant, limits, in_force=lines)     # rules, then annealing; the same again for the same seed
made.schedule.rows()                                    # a Gantt chart, machine by machine
price.price(made)                                       # the same without priority, and the difference
why.reasons(made, price)                                # one reason in words for every order
difference.difference(before, made.schedule)            # what changes against the plan in force
"""
