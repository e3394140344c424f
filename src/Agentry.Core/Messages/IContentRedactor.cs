namespace Agentry;

/// <summary>
/// Takes out of a text what must not be seen where Core repeats content: in messages that tell a model what is wrong with its call. Features and
/// hosts register any number of them among the services.
/// </summary>
/// <remarks>
/// Called with pieces of content that a model or a layer wrote, before they are shortened. Thread-safe. One that throws withholds the piece.
/// </remarks>
public interface IContentRedactor
{
    /// <summary>The text without what must not be seen; the same instance when there is nothing of it.</summary>
    /// <param name="run">The run that the content belongs to.</param>
    /// <param name="content">Text, or the JSON text of a value.</param>
    string Redact(RunContext run, string content);
}
