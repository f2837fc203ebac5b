"""The engines that learn names: the readable reference, and the fast one."""
