package dev.lamina.compiler;

/** The two ways from generated source to a class. */
enum Loader {
    JANINO {
        @Override
        GeneratedClass load(CompiledModel model) {
            LoadedNetwork loaded = model.load();
            return new GeneratedClass(
                    loaded.predictor(loaded.newParameters(0), 1).getClass());
        }
    },
    JAVAC {
        @Override
        GeneratedClass load(CompiledModel model) {
            return new GeneratedClass(Javac.compile(model.packageName() + "." + model.className(), model.javaSource()));
        }
    };

    abstract GeneratedClass load(CompiledModel model);
}
