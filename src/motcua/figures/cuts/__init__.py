"""The three cuts: trips, minutes waited and cost of an application, beside a stated baseline."""
