"""What people see; holds no maths."""
