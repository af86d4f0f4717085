"""Assessing stories in a process of its own, as ``feeds.looks`` asks for it.

::

    messages    stories, what they are assessed by, and assessments, as JSON and back
    worker      the inside of the process
    assessor    Assessor: starts it, asks it
    here        assess_here: the same in this process
"""
