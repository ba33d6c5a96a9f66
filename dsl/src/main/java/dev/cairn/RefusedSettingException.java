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
    if (reason instanceof RefusedSettingException refused) {
      return refused;
    }
    Setting last = settings.get(settings.size() - 1);
    String place =
        last.place().isEmpty()
            ? "--set %s=%s: ".formatted(last.path(), last.value())
            : last.place();
    return new RefusedSettingException(place + reason.getMessage(), false);
  }

  /** Whether the setting is wrong whatever the other settings are. */
  boolean alone() {
    return alone;
  }
}
