// What a page says of properties and expressions, as attributes and elements. One header for all of
// it.
#pragma once

#include <BackState/datastar/event_attributes.h>
#include <BackState/datastar/property_attributes.h>
#include <BackState/datastar/region.h>
#include <BackState/datastar/signal_attributes.h>
