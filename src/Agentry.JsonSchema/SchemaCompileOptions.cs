namespace Agentry.JsonSchema;

/// <summary>Limits and choices for compiling and running a schema. Schemas may come from remote servers: every limit is on by default.</summary>
/// <remarks>Read once, when a schema is compiled. A limit has to be at least 1; setting a smaller one throws <see cref="ArgumentOutOfRangeException"/>.</remarks>
public sealed class SchemaCompileOptions
{
    /// <summary>How many levels of arrays and objects of an instance are descended into; a deeper one is invalid.</summary>
    /// <value>Default 64, the depth at which System.Text.Json stops parsing.</value>
    public int MaxDepth { get; set => field = AtLeastOne(value); } = 64;

    /// <summary>How many JSON values the schema document may hold; more is refused at compile.</summary>
    /// <value>Default 100,000 values.</value>
    public int MaxSchemaNodes { get; set => field = AtLeastOne(value); } = 100_000;

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
    /// Whether <c>format</c> is checked. Known formats are date, date-time, time, email, uuid, uri, ipv4, ipv6 and hostname; others
    /// are ignored, as JSON Schema asks for.
    /// </summary>
    /// <value>Default <see langword="false"/>: an annotation, as in draft 2020-12.</value>
    public bool AssertFormat { get; set; }

    /// <summary>
    /// How long one pattern may run on one string. It binds only patterns that need backtracking (lookaround, backreferences); all
    /// others run in linear time. A pattern that runs longer makes the instance invalid, wherever in the schema it stands.
    /// </summary>
    /// <value>Default 50 milliseconds; above zero, at most a minute.</value>
    public TimeSpan PatternTimeout { get; set => field = Bounded(value); } = TimeSpan.FromMilliseconds(50);

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
