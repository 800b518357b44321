"""The core: a ticket (工单), its states, its verbs and who may use them."""
