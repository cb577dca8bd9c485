package dev.lamina.cli.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What inputs are divided by, as an option says: all by one number, or those with a name by numbers of their own.
 *
 * @param all the divisor of inputs without one of their own
 * @param named the divisors of inputs by their names
 */
public record InputDivisors(Optional<InputDivisor> all, Map<String, InputDivisor> named) {

    /** The divisor of an input, if the option says one. */
    public Optional<InputDivisor> of(String input) {
        return Optional.ofNullable(named.get(input)).or(() -> all);
    }

    /** Reads {@code 16}, {@code image=255,extra=max} or both. */
    public static final class Converter implements ITypeConverter<InputDivisors> {
        @Override
        public InputDivisors convert(String written) {
            InputDivisor.Converter one = new InputDivisor.Converter();
            Optional<InputDivisor> all = Optional.empty();
            Map<String, InputDivisor> named = new LinkedHashMap<>();
            for (String part : written.split(",", -1)) {
                int equals = part.lastIndexOf('=');
                InputDivisor divisor = one.convert(part.substring(equals + 1).strip());
                boolean twice = equals < 0
                        ? all.isPresent()
                        : named.put(part.substring(0, equals).strip(), divisor) != null;
                if (twice) {
                    throw new TypeConversionException("\"" + written + "\" says twice how to scale an input");
                }
                all = equals < 0 ? Optional.of(divisor) : all;
            }
            return new InputDivisors(all, named);
        }
    }
}
