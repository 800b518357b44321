"""The room for letters on paper and for visitors (来信来访)."""
