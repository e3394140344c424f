namespace Agentry.JsonSchema;

/// <summary>Limits and choices for compiling and running a schema. Schemas may come from remote servers: every limit is on by default.</summary>
/// <remarks>Read once, when a schema is compiled. A limit has to be at least 1; setting a smaller one throws <see cref="ArgumentOutOfRangeException"/>.</remarks>
public sealed class SchemaCompileOptions
{
    /// <summary>How many levels of arrays and objects of an instance are descended into; a deeper one is invalid.</summary>
    /// <value>Default 64, the depth at which System.Text.Json stops parsing.</value>
    public int MaxDepth { get; set => field = AtLeastOne(value); } = 64;

    /// <summary>
    /// How many JSON values the schema may hold, together with the documents that it refers to, and how many subschemas may come of it; more is
    /// refused at compile.
    /// </summary>
    /// <value>Default 100,000 values.</value>
    public int MaxSchemaNodes { get; set => field = AtLeastOne(value); } = 100_000;

    /// <summary>How long the JSON text of the schema may be, and that of each document it refers to; a longer one is refused at compile.</summary>
    /// <value>Default 8 MiB.</value>
    public int MaxSchemaBytes { get; set => field = AtLeastOne(value); } = 8 * 1024 * 1024;

    /// <summary>
    /// How long the JSON text of an instance may be, or one string among CLR values; a longer one is invalid.
    /// </summary>
    /// <value>Default 4 MiB.</value>
    public int MaxInstanceBytes { get; set => field = AtLeastOne(value); } = 4 * 1024 * 1024;

    /// <summary>How many references and in-place subschemas may follow each other without descending into the instance.</summary>
    /// <value>Default 128 steps; a longer chain is refused at compile.</value>
    public int MaxReferenceSteps { get; set => field = AtLeastOne(value); } = 128;

    /// <summary>
    /// How many subschemas one validation may enter. Nested alternatives can multiply, so that a small schema and a small
    /// instance could otherwise run for years; at the limit the instance is invalid.
    /// </summary>
    /// <value>Default 5,000,000 subschemas, well under a second of work.</value>
    public int MaxEvaluationSteps { get; set => field = AtLeastOne(value); } = 5_000_000;

    /// <summary>How long a regular expression of the schema may be; a longer one is refused at compile.</summary>
    /// <value>Default 4,096 UTF-16 code units.</value>
    public int MaxPatternLength { get; set => field = AtLeastOne(value); } = 4_096;

    /// <summary>
    /// How many characters a number may have. A longer one makes the instance invalid where the schema limits or compares it; in the schema it is refused at
    /// compile. Exponents are exact up to 18 digits, so one of more is too long whatever this limit.
    /// </summary>
    /// <value>Default 1,000 characters.</value>
    public int MaxNumberLength { get; set => field = AtLeastOne(value); } = 1_000;

    /// <summary>
    /// Whether <c>format</c> is checked: the formats of draft 2020-12, all of them; other names are ignored, as JSON Schema asks for. A metaschema that
    /// uses the vocabulary <c>format-assertion</c> switches the check on too.
    /// </summary>
    /// <value>Default <see langword="false"/>: an annotation, as in draft 2020-12.</value>
    public bool AssertFormat { get; set; }

    /// <summary>
    /// Whether an object that gives a name twice is invalid. It can be seen in raw UTF-8 only: elements and dictionaries have lost one of the two, or
    /// do not say so.
    /// </summary>
    /// <value>Default <see langword="false"/>: each occurrence has to be valid. Switch it on for tool calls whose text is at hand.</value>
    public bool RefuseDuplicateNames { get; set; }

    /// <summary>The documents that references may lead to.</summary>
    /// <value>Default <see langword="null"/>: none but the metaschemas of the drafts.</value>
    public SchemaRegistry? Registry { get; set; }

    /// <summary>
    /// How long one pattern may run on one string. It binds patterns that need backtracking (lookaround, backreferences); those that
    /// run in linear time get four times as long, which only a very long text or a busy machine uses up. A pattern that runs longer makes the instance
    /// invalid, wherever in the schema it stands.
    /// </summary>
    /// <value>Default 250 milliseconds; above zero, at most a minute.</value>
    public TimeSpan PatternTimeout { get; set => field = Bounded(value); } = TimeSpan.FromMilliseconds(250);

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }

    private static TimeSpan Bounded(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMinutes(1));
        return value;
    }
}
