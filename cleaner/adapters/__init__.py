"""Steps for the pipelines of others: one kernel, and around it what each engine wants to see.

The engine distributes, repeats what failed and writes; a step here takes rows and gives them back. Each
module imports its engine alone, when it is imported itself; nothing else in the package imports these.
"""
