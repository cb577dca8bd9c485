package dev.lamina.compiler.signature;

import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import java.util.Map;

/** The place of a call in a file: the spans of its statement, of the call, and of its arguments' values by name. */
public record Place(Span statement, Span call, Map<String, Span> arguments) {
    public Place {
        arguments = Map.copyOf(arguments);
    }

    /** The span of an argument's value, or of the call if the argument is not written. */
    public Span argument(String name) {
        return arguments.getOrDefault(name, call);
    }

    /** A fix that replaces the value of an argument, or adds the argument. */
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
