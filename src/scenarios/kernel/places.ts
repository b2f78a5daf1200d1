/**
 * Places of the kernel that a scenario may want reached, so that its cells are not vacuous.
 */

/** A compat path of ethtool has got as far as reading devlink->ops. */
export const ops_read = "ethtool reads devlink->ops"

/** A flash runs before devlink_register(): the kernel of 5 October 2021 warned (cf530217408e to fec1faf221f6). */
export const flash_notify_warns = "WARN_ON in __devlink_flash_update_notify(): not registered"

/** A netlink command was refused because no registered instance has that name. */
export const not_registered = "netlink finds no registered instance"

/** An auxiliary device is probed when it is added. */
export const probed_when_added = "auxiliary_device_add() probes"

/** An auxiliary device is probed when its driver comes, which was not there when it was added. */
export const probed_when_driver_comes = "auxiliary_driver_register() probes"

/** A reload went down and up again. */
export const reloaded = "devlink_reload() has run"
