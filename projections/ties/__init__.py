"""Possible ties that nobody has recorded: two people, the signs for it, and what a person found of them before.

Software lists and never decides. The signs, each of which a person can check:

* `same_event`: met under one event number of one organisation, or in one act; strong up to twelve people;
* `same_place_and_time`: met at one place at most thirty minutes apart, both times known to the minute, in other events;
* `shared_surname`: a surname that sounds the same, by position: first is first, the first of one is the second of the
  other, and so on; where nobody has said which one it is, "not said";
* `consecutive_numbers`: A-numbers next to each other, or near each other (up to nine apart for certain, never more
  than seventeen) and assigned on one day;
* `named_by_the_other`: one was named as a companion of the other, and nobody knew how they are related; strong.

`same_contact` is a code without a field: no contact is recorded yet. A pair is listed for a strong sign or for two,
a surname only beside another one: equal surnames alone are no candidates. Not listed: who is related or was
claimed to be, whatever became of the claim, unless it was withdrawn; who is or was of one family group or of two that
are linked, unless they left it as not of the group; two records of one person. What a person judged stays in sight as
judged, and comes up again with a sign that was not there then. At most `CAP` are listed of a person, the strongest
first.

Two people are compared when somebody asks: a view of pairs would cost every replay what few look at.
"""
