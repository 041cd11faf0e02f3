"""The screens of the room: published figures are everybody's; entry is the coordinator's."""
