"""Who may open the pages, and how somebody proves to be that person: passwords, sessions, invitations, second factors.

Deliberately shows nothing: the pages do. And says to nobody which of two things was wrong.
"""
