package dev.lamina.compiler.signature;

import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import java.util.Map;

/** Where a layer stands in a file: its statement, and its arguments' values by name. */
public record Place(Span statement, Span call, Map<String, Span> arguments) {
    public Place {
        arguments = Map.copyOf(arguments);
    }

    /** The value of an argument, or the call where it is not written. */
    public Span argument(String name) {
        return arguments.getOrDefault(name, call);
    }

    /** Another value for an argument: written anew, or added. */
    public Fix with(String name, String value) {
        Span written = arguments.get(name);
        if (written != null) {
            return Fix.replace(written, value);
        }
        String text = call.text();
        return text.endsWith(")")
                ? new Fix(
                        new Span(call.file(), call.end() - 1, call.end()),
                        (text.endsWith("()") ? "" : ", ") + name + " = " + value + ")")
                : Fix.insertAfter(call, "(" + name + " = " + value + ")");
    }
}
