namespace Agentry.JsonSchema;

/// <summary>A schema was refused: it is malformed, over a limit, or uses something that is not supported.</summary>
/// <remarks>The message names the place, what is wrong there and what to do; it quotes the schema, never an instance.</remarks>
public sealed class SchemaCompileException : Exception
{
    /// <summary>Refuses the schema at <paramref name="pointer"/>.</summary>
    public SchemaCompileException(string pointer, string keyword, string reason)
        : base($"The schema at '{(pointer.Length == 0 ? "#" : pointer)}' cannot be compiled: {reason}")
    {
        Pointer = pointer;
        Keyword = keyword;
    }

    /// <summary>RFC 6901 pointer into the schema, to the value that was refused; empty for the root.</summary>
    public string Pointer { get; }

    /// <summary>The keyword that was refused, or an empty string where none is to blame.</summary>
    public string Keyword { get; }
}
