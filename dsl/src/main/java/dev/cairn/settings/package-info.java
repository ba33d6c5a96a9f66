/**
 * Floor 2: settings that are written outside of the script: the settings file, the environment, and
 * the spellings of other tools in both. What is read becomes paths of the DSL with their arguments
 * and their source; nothing here knows what a setting does. Another place to write settings comes
 * in here.
 */
@NullMarked
package dev.cairn.settings;

import org.jspecify.annotations.NullMarked;
