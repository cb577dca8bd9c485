package dev.lamina.compiler.emit;

import java.util.List;

/**
 * The class that stands for a model's vector and scalar classes, decided.
 *
 * @param header what its Javadoc says, line by line
 * @param of the class it chooses when there are no vectors; the other one has the same members
 * @param selectable whether the user of the class may decide for the scalar one
 */
public record ChooserPlan(
        String className,
        List<String> header,
        ClassPlan of,
        String vectorClass,
        String scalarClass,
        boolean selectable) {
    public ChooserPlan {
        header = List.copyOf(header);
    }
}
