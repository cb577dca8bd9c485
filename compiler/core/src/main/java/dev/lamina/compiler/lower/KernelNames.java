package dev.lamina.compiler.lower;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Phase;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** Gives kernels their names: the layer, then what the kernel does, such as {@code conv1WeightGradient}. */
public final class KernelNames {
    private final Set<String> taken = new HashSet<>();

    /**
     * A new name for a kernel.
     *
     * @param node the first node that uses it
     * @param owners the labels of the layers that use it. A kernel of several layers is named after what these are: {@code convForward}
     */
    String name(Node node, Set<String> owners) {
        String role = node.role();
        boolean main = role.isEmpty() || role.equals("product");
        String name = node.phase() == Phase.UPDATE
                ? "updateParameters"
                : camel(owner(node, owners) + "." + (main ? mainRole(node) : role));
        return unique(name, taken);
    }

    /** The label, if it is the only one; else the word that all labels begin with, or the operation. */
    private static String owner(Node node, Set<String> owners) {
        return owners.size() == 1
                ? node.owner().label()
                : word(owners).orElse(node.operation().name());
    }

    /** The word that all labels end with, without numbers: {@code conv} for {@code stage1.conv2} and {@code conv3}; empty if they have none. */
    public static Optional<String> word(Collection<String> labels) {
        List<String> words = labels.stream()
                .map(label -> label.substring(label.lastIndexOf('.') + 1).replaceFirst("\\d+$", ""))
                .distinct()
                .toList();
        return words.size() == 1 && !words.get(0).isEmpty() ? Optional.of(words.get(0)) : Optional.empty();
    }

    /** Adds the name to those that are taken, with a number behind it if it is one of them, and returns what was added. */
    static String unique(String name, Set<String> taken) {
        String unique = name;
        for (int i = 2; !taken.add(unique); i++) {
            unique = name + i;
        }
        return unique;
    }

    private static String mainRole(Node node) {
        return node.phase() == Phase.FORWARD ? "forward" : node.operation().name();
    }

    /** These names, made distinct: a number follows each repeated name. */
    static List<String> distinct(List<String> names) {
        Set<String> distinct = new LinkedHashSet<>();
        names.forEach(name -> unique(name, distinct));
        return List.copyOf(distinct);
    }

    /**
     * The words in camel case: {@code conv1InputGradient} for {@code conv1.input_gradient}; numbers stay apart, {@code a1_0} for {@code a1.0}. The result is always a name that a Java
     * variable can have, and it begins with a small letter, so that it hides no class and no constant of the generated code.
     */
    public static String camel(String words) {
        StringBuilder name = new StringBuilder();
        boolean capital = false;
        for (int i = 0; i < words.length(); i++) {
            char each = words.charAt(i);
            if (Character.isJavaIdentifierPart(each) && each != '_') {
                boolean joins = capital && Character.isDigit(each) && Character.isDigit(name.charAt(name.length() - 1));
                name.append(joins ? "_" : "").append(capital ? Character.toUpperCase(each) : each);
                capital = false;
            } else {
                capital = name.length() > 0;
            }
        }
        return variable(name.toString());
    }

    private static String variable(String name) {
        if (name.isEmpty() || !Character.isJavaIdentifierStart(name.charAt(0))) {
            return "value" + name;
        }
        boolean constant = name.equals(name.toUpperCase(Locale.ROOT));
        String lower =
                constant ? name.toLowerCase(Locale.ROOT) : Character.toLowerCase(name.charAt(0)) + name.substring(1);
        return SourceVersion.isKeyword(lower) ? lower + "_" : lower;
    }
}
