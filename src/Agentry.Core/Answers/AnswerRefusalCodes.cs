namespace Agentry;

/// <summary>The codes with which an answer is refused that does not have the shape that was asked for.</summary>
public static class AnswerRefusalCodes
{
    /// <summary>It is not JSON, or ends before the JSON does, or has a member twice.</summary>
    public const string NotJson = "not_json";

    /// <summary>It is JSON of another shape.</summary>
    public const string SchemaMismatch = "schema_mismatch";

    /// <summary>It has the shape, and still a value of it cannot be read as the type that was asked for.</summary>
    public const string Unreadable = "unreadable";
}
