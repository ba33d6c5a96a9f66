package dev.cairn.train;

/**
 * A setting that differs from the checkpoint's.
 *
 * @param path the setting's path, for example {@code optimizer.adamW.lr}
 * @param before the checkpoint's value, "unset" for none
 * @param now the value asked for
 */
public record SettingChange(String path, String before, String now) {}
