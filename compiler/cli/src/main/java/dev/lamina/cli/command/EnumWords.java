package dev.lamina.cli.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/** Finds enum constants by what the user typed, in any case. */
final class EnumWords {

    private EnumWords() {}

    /** The constant of that name; throws a message that lists all of them. */
    public static <T extends Enum<T>> T find(String text, T[] constants) {
        return Arrays.stream(constants)
                .filter(each -> each.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("\"" + text + "\" is none of "
                        + Arrays.stream(constants)
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }
}
