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
  - Host variables are C(enswitch_customer_id), C(enswitch_customer_name), and C(enswitch_customer) with the columns
    C(account), C(bill_type), C(description), C(directory), C(email), C(language), C(parent), C(plan) and C(timezone), as far
    as the platform has them, and with those that O(columns) names. Nothing else of a customer reaches the inventory or its cache.
  - Nothing can be logged in to on such a host. Tasks need C(delegate_to=localhost), or the play C(connection=local).
  - The file must end in C(.enswitch.yml) or C(.enswitch.yaml). An option in it that does not exist is an error.
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
    description: Only customers whose name contains this text. Put it in quotes where YAML would take it for something else, such as V(NO).
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
  columns:
    description:
      - Further columns of a customer to put into C(enswitch_customer), where the platform has them.
      - A column whose name says that it holds a password, secret, token, PIN or key is refused. Within a column, what has such a
        name is left out.
    type: list
    elements: str
    default: []
    version_added: 1.1.0
notes:
  - The cache belongs to the platform, the account, and the options that choose customers and columns. Another account, or the
    same file used with another address, reads anew.
  - Listing customers needs the rights of a reseller (callshop or commerce).
"""

EXAMPLES = r"""
# File customers.enswitch.yml. The credentials come from ENSWITCH_USERNAME and ENSWITCH_PASSWORD.
plugin: telephony.enswitch.customers
api_url: https://pbx.example.com
name_contains: Ltd
cache: true
columns:
  - callerid
compose:
  enswitch_caller_id: enswitch_customer.callerid | default('')
keyed_groups:
  - prefix: parent
    key: enswitch_customer.parent | string
"""

import contextlib
import hashlib
import json
import os
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
from ansible_collections.telephony.enswitch.plugins.module_utils._api.customers import (
    COLUMNS,
    host_name,
    is_secret,
    read_customers,
)
from ansible_collections.telephony.enswitch.plugins.module_utils._api.environment import with_environment
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import EnswitchError
from ansible_collections.telephony.enswitch.plugins.module_utils._api.progress import Watcher
from ansible_collections.telephony.enswitch.plugins.module_utils._api.transport import REQUESTS_IMPORT_ERROR
from ansible_collections.telephony.enswitch.plugins.module_utils._api.written import refuse_misread
from ansible_collections.telephony.enswitch.plugins.module_utils._campaigns.fields import nearest

try:
    # From 2.19 on, only what is marked as trusted is a template. A customer's name is not.
    from ansible.template import trust_as_template as _unused  # noqa: F401

    untrusted: t.Callable[[t.Any], t.Any] = lambda value: value  # noqa: E731
except ImportError:
    from ansible.utils.unsafe_proxy import wrap_var

    untrusted = wrap_var


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):  # type: ignore[misc]  # Ansible comes without types.
    """Reads customers, or takes them from the cache, and makes hosts of them."""

    NAME = "telephony.enswitch.customers"

    def verify_file(self, path: str) -> bool:
        """Accept only files with the two endings."""
        return super().verify_file(path) and path.endswith((".enswitch.yml", ".enswitch.yaml"))

    def parse(self, inventory: t.Any, loader: t.Any, path: str, cache: bool = True) -> None:
        """Fill the inventory."""
        super().parse(inventory, loader, path, cache)
        config = self._read_config_data(path)
        self._refuse_unknown(config)
        self._refuse_misread(config)
        for row in self._customers(path, cache):
            self._add(row)

    def _refuse_unknown(self, config: t.Mapping[str, t.Any]) -> None:
        """Refuse an option that does not exist: a filter with a typing error would make every customer a host."""
        known = self._definitions()
        for name in config:
            if name not in known:
                close = nearest(str(name), known)
                raise AnsibleParserError(
                    "'{0}' is not an option of {1}{2}".format(
                        name, self.NAME, "; did you mean '{0}'?".format(close) if close else "."
                    )
                )

    def _refuse_misread(self, config: t.Mapping[str, t.Any]) -> None:
        """Refuse what YAML has read as something else than an option takes, and what holds a mask of Ansible.

        Ansible would make text of it, or false of a word that it does not know. So this looks at what was read.
        """
        definitions = self._definitions()
        try:
            for name, value in config.items():
                kind = definitions[name].get("type")
                if kind == "list":
                    elements = value if isinstance(value, list) else [value]
                    wanted = definitions[name].get("elements")
                    for index, element in enumerate(elements):
                        refuse_misread("{0}[{1}]".format(name, index), element, wanted)
                else:
                    refuse_misread(name, value, kind)
        except EnswitchError as error:
            problem = error
        else:
            return
        # Outside of the except block, so that no traceback is chained to it.
        raise AnsibleParserError(problem.msg)

    def _definitions(self) -> dict[str, dict[str, t.Any]]:
        """Return what is known of the options, by their names and aliases."""
        found: dict[str, dict[str, t.Any]] = {}
        for name, definition in self.option_definitions.items():
            aliases = definition.get("aliases") or ()
            names = [alias["name"] if isinstance(alias, dict) else alias for alias in aliases]
            found.update(dict.fromkeys([name, *names], definition))
        return found

    def _customers(self, path: str, cache: bool) -> list[dict[str, t.Any]]:
        """Return the customers, from the cache where the user wants one and it has them."""
        columns = self._columns()
        self.load_cache_plugin()
        try:
            connection = self._connection()
            key = self._cache_key(path, connection, columns)
            wanted = self.get_option("cache")
            if wanted and cache:
                with contextlib.suppress(KeyError):
                    cached: list[dict[str, t.Any]] = self._cache[key]
                    return cached
            rows = self._read(connection, columns)
        except EnswitchError as error:
            problem = error
        else:
            if wanted:
                self._cache[key] = rows
            return rows
        # Outside of the except block, so that no traceback is chained to it.
        raise AnsibleParserError(problem.msg)

    def _cache_key(self, path: str, connection: Connection, columns: t.Sequence[str]) -> str:
        """Return a key that no other platform, account, or choice of customers and columns has.

        What stands in it cannot be read back: it becomes the name of a file.
        """
        account = ["token", connection.token] if connection.token else ["user", connection.username]
        parts = [connection.url, account, self._filters(), bool(self.get_option("include_deleted")), list(columns)]
        digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode("utf-8")).hexdigest()
        return "{0}_{1}".format(self.get_cache_key(path), digest)

    def _columns(self) -> tuple[str, ...]:
        """Return the columns to keep of a customer."""
        further = [str(name) for name in self.get_option("columns") or ()]
        for name in further:
            if is_secret(name):
                raise AnsibleParserError(
                    "columns: '{0}' may hold a password, secret, token, PIN or key, which must not become part of an "
                    "inventory or of its cache. Leave it out.".format(name)
                )
        return tuple(dict.fromkeys((*COLUMNS, *further)))

    def _read(self, connection: Connection, columns: t.Sequence[str]) -> list[dict[str, t.Any]]:
        if REQUESTS_IMPORT_ERROR is not None:
            raise AnsibleParserError(missing_required_lib("requests"))
        watcher = Watcher(lambda text: self.display.display(text, stderr=True))
        client = Client(connection, read_only=True, watcher=watcher)
        try:
            return read_customers(
                client, self._filters(), columns, include_deleted=bool(self.get_option("include_deleted"))
            )
        finally:
            client.close()

    def _connection(self) -> Connection:
        options = {}
        for name in OPTION_NAMES:
            value, origin = self.get_option_and_origin(name)
            if origin == "default" or origin.startswith("env:"):
                continue
            # In the file, credentials are often look-ups, for example in a vault.
            if isinstance(value, str):
                value = self.templar.template(value)
                # A template makes a number of what looks like one.
                value = value if value is None else str(value)
            options[name] = value
        connection = from_options(with_environment(options, os.environ))
        if connection.insecure:
            self.display.warning(INSECURE)
        return connection

    def _filters(self) -> dict[str, t.Any]:
        return {
            "name": self.get_option("name_contains"),
            "parent": self.get_option("parent"),
            "recursive": self.get_option("recursive"),
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
