package dev.cairn;

import dev.cairn.settings.Setting;
import java.util.List;

/** A setting from outside of the script that does not fit; the message begins with its source. */
final class RefusedSettingException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final boolean alone;

  private RefusedSettingException(String message, boolean alone) {
    super(message);
    this.alone = alone;
  }

  /** A setting that no script can make fit. */
  static RefusedSettingException alone(Setting setting, String reason) {
    return new RefusedSettingException(setting.place() + reason, true);
  }

  /** Settings of a block that do not fit together, or one that the block refused at its end. */
  static RefusedSettingException together(List<Setting> settings, IllegalArgumentException reason) {
    return reason instanceof RefusedSettingException refused
        ? refused
        : new RefusedSettingException(
            settings.get(settings.size() - 1).place() + reason.getMessage(), false);
  }

  /** Whether the setting is wrong whatever the other settings are. */
  boolean alone() {
    return alone;
  }
}
