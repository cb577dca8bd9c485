package dev.lamina.compiler;

/**
 * A model compiled for both targets, and the small class that stands for them: it takes the vector one where Java can run
 * it. The two are seen in their package only.
 *
 * @param javaSource the source of the small class, which has the model's name
 */
public record DualModel(
        String packageName, String className, String javaSource, CompiledModel vector, CompiledModel scalar) {

    /** The name to load the class by. */
    public String fullName() {
        return packageName.isEmpty() ? className : packageName + "." + className;
    }
}
