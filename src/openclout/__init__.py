"""OpenClout: whose words move people, and why."""
