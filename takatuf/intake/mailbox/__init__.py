"""What a reporter and the desk keep beside the messages: contact, safe hours, wishes, confirmations, documents."""
