"""A Windows PC beside a phone: the connector of Better Together over Ethernet, and a Skype for Business client."""
