int State::count() const
{
    return 1;
}
