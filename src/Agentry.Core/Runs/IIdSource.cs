namespace Agentry;

/// <summary>Makes the ids of runs, calls and signals. Replace it in tests to get the same ids every time.</summary>
public interface IIdSource
{
    /// <summary>A new id: unique, URL-safe. Thread-safe.</summary>
    string NewId();
}
