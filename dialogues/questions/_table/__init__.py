"""The joints of the question type `table`: what is defined, what is filled, how it is read, asked and shown."""
