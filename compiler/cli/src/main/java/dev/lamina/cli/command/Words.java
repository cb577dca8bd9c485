package dev.lamina.cli.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/** Constants as they are typed: in small letters. */
final class Words {

    private Words() {}

    /** The constant of that name in any case, or a message that lists them all. */
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
