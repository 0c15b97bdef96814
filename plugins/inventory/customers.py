# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: customers
short_description: Customers of an Enswitch platform as hosts
version_added: 1.0.0
author:
  - Telephony Enswitch Contributors (@telephony-enswitch)
description:
  - Makes each customer of the platform a host. So C(hosts), C(forks), C(serial), C(--limit) and the job slices of AWX
    work per customer.
  - The name of a host is made of what is plain in the customer's name, and of its ID, such as V(acme_ltd_2).
  - Host variables are C(enswitch_customer_id), C(enswitch_customer_name), and C(enswitch_customer) with all
    other columns. Columns whose names say that they hold passwords or tokens are left out.
  - Nothing can be logged in to on such a host. Tasks need C(delegate_to=localhost), or the play C(connection=local).
  - The file must end in C(.enswitch.yml) or C(.enswitch.yaml).
extends_documentation_fragment:
  - telephony.enswitch.connection
  - telephony.enswitch.connection.environment
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: Must be V(telephony.enswitch.customers).
    type: str
    required: true
    choices: [telephony.enswitch.customers]
  name_contains:
    description: Only customers whose name contains this text.
    type: str
  include_deleted:
    description: Whether customers that have been deleted are hosts too.
    type: bool
    default: false
  parent:
    description: Only customers below the customer with this ID.
    type: int
  recursive:
    description:
      - Whether customers below the children of O(parent) count too.
      - The platform decides where this is left out.
    type: bool
notes:
  - Listing customers needs the rights of a reseller (callshop or commerce).
"""

EXAMPLES = r"""
# File customers.enswitch.yml. The credentials come from ENSWITCH_USERNAME and ENSWITCH_PASSWORD.
plugin: telephony.enswitch.customers
api_url: https://pbx.example.com
name_contains: Ltd
cache: true
compose:
  enswitch_caller_id: enswitch_customer.callerid | default('')
keyed_groups:
  - prefix: parent
    key: enswitch_customer.parent | string
"""

import typing as t

from ansible.errors import AnsibleParserError
from ansible.module_utils.basic import missing_required_lib
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.telephony.enswitch.plugins.module_utils._api.client import Client
from ansible_collections.telephony.enswitch.plugins.module_utils._api.connection import (
    INSECURE,
    OPTION_NAMES,
    Connection,
    from_options,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._api.customers import host_name, read_customers
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError
from ansible_collections.telephony.enswitch.plugins.module_utils._api.transport import REQUESTS_IMPORT_ERROR

try:
    # From 2.19 on, only what is marked as trusted is a template. A customer's name is not.
    from ansible.template import trust_as_template as _unused  # noqa: F401

    untrusted: t.Callable[[t.Any], t.Any] = lambda value: value  # noqa: E731
except ImportError:
    from ansible.utils.unsafe_proxy import wrap_var as untrusted


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Reads customers, or takes them from the cache, and makes hosts of them."""

    NAME = "telephony.enswitch.customers"

    def verify_file(self, path: str) -> bool:
        """Accept only files with the two endings."""
        return super().verify_file(path) and path.endswith((".enswitch.yml", ".enswitch.yaml"))

    def parse(self, inventory: t.Any, loader: t.Any, path: str, cache: bool = True) -> None:
        """Fill the inventory."""
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        for row in self._customers(path, cache):
            self._add(row)

    def _customers(self, path: str, cache: bool) -> list[dict[str, t.Any]]:
        """Return the customers, from the cache where the user wants one and it has them."""
        self.load_cache_plugin()
        key = self.get_cache_key(path)
        wanted = self.get_option("cache")
        if wanted and cache:
            try:
                return self._cache[key]
            except KeyError:
                # Expired, or never filled: read, and fill it below.
                cache = False
        rows = self._read()
        if wanted:
            self._cache[key] = rows
        return rows

    def _read(self) -> list[dict[str, t.Any]]:
        if REQUESTS_IMPORT_ERROR is not None:
            raise AnsibleParserError(missing_required_lib("requests"))
        try:
            connection = self._connection()
            client = Client(connection, read_only=True)
            try:
                return read_customers(client, self._filters())
            finally:
                client.close()
        except EnswitchError as error:
            problem = error
        # Outside of the except block, so that no traceback is chained to it.
        raise AnsibleParserError(problem.msg)

    def _connection(self) -> Connection:
        options = {}
        for name in OPTION_NAMES:
            value, origin = self.get_option_and_origin(name)
            # In the file, credentials are often look-ups, for example in a vault. What comes from the environment
            # is as it is: a password may look like a template.
            if isinstance(value, str) and not origin.startswith("env:"):
                value = self.templar.template(value)
                # A template makes a number of what looks like one.
                value = value if value is None else str(value)
            options[name] = value
        connection = from_options(options)
        if connection.insecure:
            self.display.warning(INSECURE)
        return connection

    def _filters(self) -> dict[str, t.Any]:
        recursive = self.get_option("recursive")
        return {
            "name": self.get_option("name_contains"),
            "parent": self.get_option("parent"),
            "recursive": recursive,
            # Documented values are 0, 1 and -1; inferred: -1 is both.
            "deleted": -1 if self.get_option("include_deleted") else None,
        }

    def _add(self, row: dict[str, t.Any]) -> None:
        host = self.inventory.add_host(host_name(row))
        rest = {name: value for name, value in row.items() if name not in ("id", "name")}
        self.inventory.set_variable(host, "enswitch_customer_id", row["id"])
        self.inventory.set_variable(host, "enswitch_customer_name", untrusted(str(row.get("name") or "")))
        self.inventory.set_variable(host, "enswitch_customer", untrusted(rest))
        variables = self.inventory.get_host(host).get_vars()
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, host, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, host, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, host, strict=strict)
