package dev.lamina.compiler.ir;

/** A local variable of a kernel: a float, or a vector of floats. Names are unique within a scope. */
public record Variable(String name, boolean vector) {
    @Override
    public String toString() {
        return name;
    }
}
