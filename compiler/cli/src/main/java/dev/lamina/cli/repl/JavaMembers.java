package dev.lamina.cli.repl;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.LayerStep;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The methods of a generated class, by name. */
final class JavaMembers {
    /** Members of generated classes are indented by four spaces and separated by an empty line. */
    private static final Pattern MEMBER = Pattern.compile("(?ms)^    /\\*\\*.*?^    }\n|^    \\w.*?^    }\n");

    private static final Pattern NAME = Pattern.compile("(?m)^    (?:private|public|static|final| )*\\S+ (\\w+)\\(");
    private static final Pattern CALL = Pattern.compile("\\b(\\w+)\\(");

    private final CompiledModel model;
    private final Map<String, String> methods = new LinkedHashMap<>();

    private JavaMembers(CompiledModel model) {
        this.model = model;
        Matcher member = MEMBER.matcher(model.javaSource());
        while (member.find()) {
            Matcher name = NAME.matcher(member.group());
            if (name.find()) {
                methods.put(name.group(1), member.group());
            }
        }
    }

    static JavaMembers of(CompiledModel model) {
        return new JavaMembers(model);
    }

    /** The methods of a layer for these directions, and all methods that they call. */
    String text(String label, String... directions) {
        Set<String> wanted = new LinkedHashSet<>();
        Deque<String> open = model.steps().stream()
                .filter(step -> step.label().equals(label))
                .filter(step -> List.of(directions).contains(step.direction()))
                .map(LayerStep::method)
                .collect(Collectors.toCollection(ArrayDeque::new));
        while (!open.isEmpty()) {
            String name = open.remove();
            String text = methods.getOrDefault(name, "");
            if (!text.isEmpty() && wanted.add(name)) {
                Matcher call = CALL.matcher(text);
                while (call.find()) {
                    open.add(call.group(1));
                }
            }
        }
        return wanted.isEmpty()
                ? none(label)
                : wanted.stream().map(methods::get).collect(Collectors.joining("\n"));
    }

    /** The answer for a layer without methods, which was fused with another one or does nothing. */
    private String none(String label) {
        List<String> why = model.explanation().stream()
                .filter(line -> line.matches(".*\\b" + Pattern.quote(label) + "\\b.*"))
                .map(line -> "  " + line + "\n")
                .toList();
        return "  " + label + " has no method of its own here" + (why.isEmpty() ? "\n" : ":\n" + String.join("", why));
    }
}
