"""An organisation's own register: reading it, checking its tables against each other, and what each unit adds up to."""
