"""The clerk's desk: pages for staff who have signed in, in KERN, with htmx, working without scripts too."""
