/* Makers: objects of a type of slots from what the slots hold, in one call. The __init__ of a frozen dataclass takes three times as long. */

typedef struct {
    PyObject_HEAD
    vectorcallfunc call;
    PyTypeObject *type;
    Py_ssize_t count, *offsets; /* of the slots, in the order of the fields */
} Maker;

static PyObject *maker_make(PyObject *maker, PyObject *const *values, size_t told, PyObject *names) {
    const Maker *self = (Maker *)maker;
    if (names || PyVectorcall_NARGS(told) != self->count) return PyErr_Format(PyExc_TypeError, "%zd values make one, without names", self->count);
    PyObject *made = self->type->tp_alloc(self->type, 0);
    for (Py_ssize_t i = 0; made && i < self->count; i++) *(PyObject **)((char *)made + self->offsets[i]) = Py_NewRef(values[i]);
    return made;
}

/* Maker(type): the type names its fields in __match_args__, and each of them is a slot of its own. */
static PyObject *maker_new(PyTypeObject *of, PyObject *args, PyObject *kwargs) {
    PyObject *type, *fields = NULL;
    Maker *self = NULL;
    (void)kwargs;
    if (!PyArg_ParseTuple(args, "O!", &PyType_Type, &type) || !(fields = PyObject_GetAttrString(type, "__match_args__"))) return NULL;
    int failed = !PyTuple_Check(fields) || !(self = (Maker *)of->tp_alloc(of, 0)) || !(self->offsets = PyMem_Calloc((size_t)PyTuple_GET_SIZE(fields) + 1, sizeof(Py_ssize_t)));
    for (Py_ssize_t i = 0; !failed && i < PyTuple_GET_SIZE(fields); i++) {
        Py_ssize_t offset = offset_of((PyTypeObject *)type, PyTuple_GET_ITEM(fields, i));
        failed = !offset;
        self->offsets[self->count++] = offset;
    }
    Py_DECREF(fields);
    if (failed) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "a field is no slot");
        Py_XDECREF(self);
        return NULL;
    }
    self->type = (PyTypeObject *)Py_NewRef(type);
    self->call = maker_make;
    return (PyObject *)self;
}

static void maker_dealloc(Maker *self) {
    Py_XDECREF(self->type);
    PyMem_Free(self->offsets);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyTypeObject MakerType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cleaner._native.Maker",
    .tp_doc = "What makes objects of a type of slots: Maker(type)(value, ...).",
    .tp_basicsize = sizeof(Maker),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_vectorcall_offset = offsetof(Maker, call),
    .tp_call = PyVectorcall_Call,
    .tp_new = maker_new,
    .tp_dealloc = (destructor)maker_dealloc,
};
