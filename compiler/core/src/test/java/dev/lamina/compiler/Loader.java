package dev.lamina.compiler;

import dev.lamina.compiler.load.ClassBytes;
import dev.lamina.compiler.load.JaninoLoader;
import dev.lamina.compiler.load.JavacLoader;

/** The two ways from generated source to a class. */
enum Loader {
    JANINO,
    JAVAC;

    ClassBytes compile(CompiledModel model) {
        return this == JANINO
                ? JaninoLoader.compile(model.fullName(), model.javaSource())
                : JavacLoader.compile(model.fullName(), model.javaSource());
    }

    LoadedNetwork load(CompiledModel model) {
        return this == JANINO ? model.load() : model.loadWithJavac();
    }
}
